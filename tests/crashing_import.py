"""Imports a file in a process of its own, to be killed. Run: … URL SOURCE_ID FILE."""

from __future__ import annotations

import asyncio
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from common.db.engine import Database
from insights.audience import Reader
from insights.feedback import service
from insights.feedback.forms import Declared
from insights.feedback.progress import Watch
from insights.feedback.staging import Act
from insights_support import EDITOR, QE1
from uploads_support import keys


async def main(url: str, source_id: str, content: bytes) -> None:
    """Import the file."""
    database = Database(url, schema="insights")
    act = Act(QE1, Reader("test", None, frozenset(EDITOR)), datetime(2026, 11, 21, tzinfo=UTC))
    async with database.transaction(QE1) as session:
        await service.take_in(
            session,
            act,
            UUID(source_id),
            io.BytesIO(content),
            declared=Declared(),
            dry_run=False,
            watch=Watch(database, QE1, every=0),
            keys=keys(),
        )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]).read_bytes()))
