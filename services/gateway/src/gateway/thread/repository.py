"""All SQL of the thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Uuid,
    and_,
    cast,
    delete,
    literal,
    or_,
    select,
    text,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from common.clock import utc_now
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from gateway.thread.models import ThreadEdge, ThreadNode
from gateway.thread.statements import PUBLIC, REPLACES, TOLD_BY_TARGET, UNKNOWN, Link

MAX_DEPTH = 12
"""The longest way is an answer, the answer that it corrected, its decision, the one whose place it
took, paper, finding, activity, selection, assembly, and the decision that commissioned it; three
steps to spare."""
MAX_STEPS = 1000
"""Steps that one answer holds at most each way, the nearest first."""

Direction = Literal["back", "forward"]


@dataclass(frozen=True)
class Reader:
    """Who reads, as far as it decides what they may see.

    ``visibilities`` are seen whoever owns the node; ``organisation_id`` sees its own besides.
    """

    visibilities: frozenset[str]
    organisation_id: UUID | None = None


ANYBODY = Reader(frozenset({PUBLIC}))
"""A member of the public."""


@dataclass(frozen=True)
class Step:
    """An edge on the way, and how far from the start it was walked."""

    depth: int
    from_kind: str
    from_id: UUID
    to_kind: str
    to_id: UUID
    relation: str
    to_version: int | None


async def lock_node(session: WriteSession, ics: SystemCode, kind: str, node_id: UUID) -> ThreadNode:
    """Give a node for changing, made empty where it is not there yet."""
    stub = {
        "ics": ics,
        "kind": kind,
        "id": node_id,
        "version": 0,
        "state": UNKNOWN,
        "state_rank": -1,
        "title": "",
        "visibility": UNKNOWN,
        "data": {},
        "updated_at": utc_now(),
    }
    await session.execute(insert(ThreadNode).values(stub).on_conflict_do_nothing())
    query = select(ThreadNode).where(ThreadNode.kind == kind, ThreadNode.id == node_id)
    return (await session.scalars(query.with_for_update())).one()


async def replace_links(session: WriteSession, node: ThreadNode, links: Sequence[Link]) -> None:
    """Let a node rest on these and no others."""
    await session.execute(
        delete(ThreadEdge).where(
            ThreadEdge.from_kind == node.kind,
            ThreadEdge.from_id == node.id,
            ThreadEdge.relation.not_in(TOLD_BY_TARGET),
        )
    )
    if links:
        rows = [
            {
                "ics": node.ics,
                "from_kind": node.kind,
                "from_id": node.id,
                "to_kind": link.kind,
                "to_id": link.id,
                "relation": link.relation,
                "to_version": link.version,
            }
            for link in links
        ]
        await session.execute(insert(ThreadEdge), rows)


async def replace_followers(
    session: WriteSession, node: ThreadNode, followers: Sequence[Link]
) -> None:
    """Let these and no others rest on a node, of those that the node's own events tell of."""
    await session.execute(
        delete(ThreadEdge).where(
            ThreadEdge.to_kind == node.kind,
            ThreadEdge.to_id == node.id,
            ThreadEdge.relation.in_(TOLD_BY_TARGET),
        )
    )
    if followers:
        rows = [
            {
                "ics": node.ics,
                "from_kind": one.kind,
                "from_id": one.id,
                "to_kind": node.kind,
                "to_id": node.id,
                "relation": one.relation,
                "to_version": one.version,
            }
            for one in followers
        ]
        await session.execute(insert(ThreadEdge), rows)


async def tell_of_replacements(session: WriteSession, ics: SystemCode) -> int:
    """Let decisions follow those whose place they took, where what is kept of the latter says so
    and the step is not there; give how many steps were added."""
    replaced_by = ThreadNode.data["replaced_by"].as_string()
    found = select(
        literal(ics), literal("decisions"), cast(replaced_by, Uuid), ThreadNode.kind, ThreadNode.id,
        literal(REPLACES),
    ).where(ThreadNode.kind == "decisions", replaced_by.is_not(None))  # fmt: skip
    columns = ["ics", "from_kind", "from_id", "to_kind", "to_id", "relation"]
    steps = insert(ThreadEdge).from_select(columns, found).on_conflict_do_nothing()
    added = await session.execute(steps.returning(ThreadEdge.to_id))
    return len(added.all())


async def let_answers_be_seen_as_decisions(session: WriteSession, changed: ThreadNode) -> None:
    """Let whoever sees a decision, and nobody else, see the answers to it: an answer repeats the
    decision's title, and the decision may be withheld after the answer was published.

    Args:
        changed: the decision, or an answer to it.
    """
    decision = aliased(ThreadNode)
    end = ThreadEdge.to_id if changed.kind == "decisions" else ThreadEdge.from_id
    statement = update(ThreadNode).where(
        end == changed.id,
        ThreadEdge.from_kind == "feedback",
        ThreadEdge.to_kind == "decisions",
        ThreadNode.kind == ThreadEdge.from_kind,
        ThreadNode.id == ThreadEdge.from_id,
        decision.kind == ThreadEdge.to_kind,
        decision.id == ThreadEdge.to_id,
        decision.version > 0,
    )
    seen = statement.values(visibility=decision.visibility)
    await session.execute(seen.execution_options(synchronize_session=False))


async def find(session: ReadSession, kind: str, node_id: UUID, reader: Reader) -> ThreadNode | None:
    """Give a node that the reader may see."""
    query = select(ThreadNode).where(ThreadNode.kind == kind, ThreadNode.id == node_id)
    return await session.scalar(query.where(_visible(reader)))


async def find_all(
    session: ReadSession, keys: Sequence[tuple[str, UUID]], reader: Reader
) -> list[ThreadNode]:
    """Give those of the nodes that the reader may see."""
    if not keys:
        return []
    by_kind: dict[str, list[UUID]] = {}
    for kind, node_id in keys:
        by_kind.setdefault(kind, []).append(node_id)
    wanted = or_(
        *[and_(ThreadNode.kind == k, ThreadNode.id.in_(ids)) for k, ids in by_kind.items()]
    )
    return list(await session.scalars(select(ThreadNode).where(wanted, _visible(reader))))


async def recent(
    session: ReadSession,
    kind: str,
    reader: Reader,
    limit: int,
    *,
    older_than: ThreadNode | None = None,
) -> list[ThreadNode]:
    """Give the latest nodes of a kind, or those that come after one of them."""
    before: ColumnElement[bool] = true()
    if older_than is not None:
        place = tuple_(ThreadNode.occurred_at, ThreadNode.id)
        before = place < tuple_(literal(older_than.occurred_at), literal(older_than.id))
    query = (
        select(ThreadNode)
        .where(ThreadNode.kind == kind, ThreadNode.version > 0, _visible(reader), before)
        .order_by(ThreadNode.occurred_at.desc(), ThreadNode.id.desc())
        .limit(limit)
    )
    return list(await session.scalars(query))


_WALK = """
WITH RECURSIVE walk AS (
    SELECT 1 AS depth, e.from_kind, e.from_id, e.to_kind, e.to_id, e.relation, e.to_version
    FROM gateway.thread_edges e
    JOIN gateway.thread_nodes n ON n.kind = e.{there}_kind AND n.id = e.{there}_id
    WHERE e.{here}_kind = :kind AND e.{here}_id = :id AND {visible}
  UNION
    SELECT w.depth + 1, e.from_kind, e.from_id, e.to_kind, e.to_id, e.relation, e.to_version
    FROM walk w
    JOIN gateway.thread_edges e ON e.{here}_kind = w.{there}_kind AND e.{here}_id = w.{there}_id
    JOIN gateway.thread_nodes n ON n.kind = e.{there}_kind AND n.id = e.{there}_id
    WHERE w.depth < :max_depth AND {visible}
)
SELECT min(depth) AS depth, from_kind, from_id, to_kind, to_id, relation, to_version
FROM walk GROUP BY from_kind, from_id, to_kind, to_id, relation, to_version
ORDER BY depth, from_kind, to_kind, from_id, to_id LIMIT :max_steps
"""
_VISIBLE = """(n.visibility = ANY(:visibilities)
     OR (n.visibility IN ('partners', 'organisation')
        AND n.organisation_id = CAST(:organisation_id AS uuid)))"""
_WALKS = {
    "back": text(_WALK.format(here="from", there="to", visible=_VISIBLE)),
    "forward": text(_WALK.format(here="to", there="from", visible=_VISIBLE)),
}


async def walk(
    session: ReadSession, kind: str, node_id: UUID, direction: Direction, reader: Reader
) -> tuple[list[Step], bool]:
    """Follow the thread from a node, nearest steps first; and say whether that is all of it.

    The way never leads through a node that the reader may not see.
    """
    rows = await session.execute(
        _WALKS[direction],
        {
            "kind": kind,
            "id": node_id,
            "visibilities": sorted(reader.visibilities),
            "organisation_id": reader.organisation_id,
            "max_depth": MAX_DEPTH,
            "max_steps": MAX_STEPS + 1,
        },
    )
    found = [Step(*_uuids(row)) for row in rows]
    complete = len(found) <= MAX_STEPS and all(one.depth < MAX_DEPTH for one in found)
    return found[:MAX_STEPS], complete


def _uuids(row: Any) -> tuple[Any, ...]:
    return tuple(row)


def _visible(reader: Reader) -> ColumnElement[bool]:
    seen = ThreadNode.visibility.in_(reader.visibilities)
    if reader.organisation_id is None:
        return and_(true(), seen)
    own = and_(
        ThreadNode.visibility.in_(("partners", "organisation")),
        ThreadNode.organisation_id == reader.organisation_id,
    )
    return or_(seen, own)
