"""SQL of co-options."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession
from governance.co_options.models import CoOption


async def of_posts(session: ReadSession, post_ids: Sequence[UUID]) -> list[CoOption]:
    """List the co-options to posts, in the order in which they were recorded."""
    query = select(CoOption).where(CoOption.post_id.in_(post_ids))
    return list(await session.scalars(query.order_by(CoOption.recorded_at, CoOption.post_id)))
