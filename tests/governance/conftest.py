"""The running governance, on a real Postgres with two systems loaded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from common.db.engine import Database
from governance.load import SystemRecord, load_system
from governance.main import build_app
from governance.settings import GovernanceSettings
from governance_support import REAL_PACK, Governance, system_file

collect_ignore = [] if REAL_PACK.exists() else ["minutes/test_real_minutes.py"]
"""Without the real pack there is nothing to test there; the other forms are tested anyway."""


@pytest.fixture
async def governance(
    governance_database: Database, service_settings: Any, client: Any, token: Any
) -> AsyncIterator[Governance]:
    """Governance, with a body in each of two systems."""
    for code in ("QE1", "QKK"):
        record = SystemRecord.model_validate(system_file(code))
        await load_system(governance_database, record)
    async with client(build_app(service_settings(GovernanceSettings))) as http:
        yield Governance(http, token, governance_database)
