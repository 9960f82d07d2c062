"""The rules of the thread: what a statement changes, and what a reader gets to see of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import orjson

from common.clock import utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.errors import Forbidden, NotFound
from common.observability.logging import get_logger
from gateway.systems.service import SystemRegister
from gateway.thread import partners, repository
from gateway.thread.models import ThreadNode
from gateway.thread.repository import ANYBODY, Direction, Reader, Step
from gateway.thread.statements import DECIDED_IN, PUBLIC, WITHDRAWN, Facts, Statement

_log = get_logger(__name__)

KINDS = (
    "assemblies",
    "selections",
    "surveys",
    "activities",
    "findings",
    "recommendations",
    "meetings",
    "papers",
    "decisions",
    "feedback",
    "questions",
    "petitions",
)
"""In the order of the thread, from people to the answer they get."""


class NodeNotFound(NotFound):
    """The thread has no such node, or none that the reader may see."""

    code = "thread-node-not-found"
    title = "It is not on the thread"


@dataclass(frozen=True)
class Passed:
    """A node on the way, and the fewest steps to it."""

    node: ThreadNode
    depth: int


@dataclass(frozen=True)
class Thread:
    """A node with all that it rests on and all that came of it."""

    node: ThreadNode
    back: list[Passed]
    forward: list[Passed]
    steps: list[Step]
    complete: bool = True
    """Whether these are all steps; of a long thread the nearest are given."""

    @property
    def commissioning(self) -> set[tuple[str, UUID]]:
        """The decisions that commissioned an assembly of this thread: they come before it."""
        return _commissioning(self.steps)


async def reader_for(
    session: ReadSession, scopes: Iterable[str], organisation_id: UUID | None, *, on: date
) -> Reader:
    """Say what a caller of the API may see on a day.

    Raises:
        Forbidden: if they may not follow the thread at all.
    """
    partner = organisation_id is not None and await partners.is_partner(
        session, organisation_id, on=on
    )
    return reader_of(scopes, organisation_id, is_partner=partner)


def reader_of(
    scopes: Iterable[str], organisation_id: UUID | None, *, is_partner: bool = False
) -> Reader:
    """Say what a caller of the API may see: what the library and governance would show them.

    Partners are organisations that are the system's today, as the library told; one that is none,
    or none any more, sees its own and what is public. The system's own team that publishes sees
    what each of them keeps to itself; a withheld decision is seen by those who keep the record.

    Raises:
        Forbidden: if they may not follow the thread at all.
    """
    held = frozenset(scopes)
    if not held & {"insights:read", "governance:read"}:
        raise Forbidden("Following the thread needs the scope insights:read or governance:read.")
    seen = {PUBLIC}
    if organisation_id is not None and is_partner and "insights:read" in held:
        seen.add("partners")
    if organisation_id is None and held & {"insights:publish", "insights:manage"}:
        seen |= {"partners", "organisation"}
    if "governance:manage" in held:
        seen.add("confidential")
    return Reader(frozenset(seen), organisation_id)


async def take_in(session: WriteSession, ics: SystemCode, statement: Statement) -> None:
    """Bring the thread up to date with a statement; an older one changes nothing."""
    node = await repository.lock_node(session, ics, statement.kind, statement.id)
    if statement.state_rank > node.state_rank:
        node.state = statement.state
        node.state_rank = statement.state_rank
        node.updated_at = utc_now()
    facts = statement.facts
    if facts is not None and facts.version > node.version:
        _tell(node, facts)
        await repository.replace_links(session, node, statement.links)
        await repository.replace_followers(session, node, statement.followers)
    if node.kind == "findings" and node.state == WITHDRAWN:
        _take_back(node)
    await session.flush()
    if node.kind in {"decisions", "feedback"}:
        await repository.let_answers_be_seen_as_decisions(session, node)


async def mend(database: Database) -> None:
    """Add the steps that events of before told of, and that the thread did not know then: from a
    decision to the one whose place it took. After the first time there is nothing to add."""
    systems = await SystemRegister(database).all()

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            if added := await repository.tell_of_replacements(session, ics):
                _log.info("steps added to the thread", ics=ics, added=added)

    await in_each([one.code for one in systems], in_one)


def _tell(node: ThreadNode, facts: Facts) -> None:
    node.version = facts.version
    node.title = facts.title
    node.summary = facts.summary
    node.visibility = facts.visibility
    node.organisation_id = facts.organisation_id
    node.occurred_at = facts.occurred_at
    node.data = orjson.loads(orjson.dumps(facts.data))
    node.updated_at = utc_now()


def _take_back(node: ThreadNode) -> None:
    """Keep of a withdrawn finding what the library still shows of it: that it was, and its
    reference. Its words may be the very reason why it was withdrawn."""
    reference = node.data.get("reference")
    node.title = f"Finding {reference}" if reference else "Finding"
    node.summary = None
    node.data = {"reference": reference} if reference else {}


async def follow(session: ReadSession, kind: str, node_id: UUID, reader: Reader) -> Thread:
    """Follow the thread both ways from a node.

    Raises:
        NodeNotFound: if it is not there, or not for this reader.
    """
    node = await repository.find(session, kind, node_id, reader)
    if node is None:
        raise NodeNotFound(
            "Check the address. What was recorded a moment ago can take a few seconds to appear."
        )
    back, all_back = await repository.walk(session, kind, node_id, "back", reader)
    forward, all_forward = await repository.walk(session, kind, node_id, "forward", reader)
    return Thread(
        node,
        await _passed(session, back, "back", reader),
        await _passed(session, forward, "forward", reader),
        _distinct(back + forward),
        all_back and all_forward,
    )


async def public_thread(session: ReadSession, kind: str, node_id: UUID) -> Thread | None:
    """Follow the thread as anybody may see it; None where the record does not have the node yet, or
    not for everybody."""
    try:
        return await follow(session, kind, node_id, ANYBODY)
    except NodeNotFound:
        return None


async def recent_decisions(
    session: ReadSession, limit: int, older_than: UUID | None = None
) -> list[ThreadNode]:
    """Give the latest decisions that anybody may see, or those that come after one of them.

    Raises:
        NodeNotFound: if that one is not there, or not for everybody.
    """
    return await _recent(session, "decisions", limit, older_than)


async def recent_answers(
    session: ReadSession, limit: int, older_than: UUID | None = None
) -> list[ThreadNode]:
    """Give the latest answers that people got and anybody may see, or those that come after one of
    them.

    Raises:
        NodeNotFound: if that one is not there, or not for everybody.
    """
    return await _recent(session, "feedback", limit, older_than)


async def _recent(
    session: ReadSession, kind: str, limit: int, older_than: UUID | None
) -> list[ThreadNode]:
    if older_than is None:
        return await repository.recent(session, kind, ANYBODY, limit)
    known = await repository.find(session, kind, older_than, ANYBODY)
    if known is None:
        raise NodeNotFound("There is no such thing here. Begin with the newest.")
    return await repository.recent(session, kind, ANYBODY, limit, older_than=known)


async def _passed(
    session: ReadSession, steps: Sequence[Step], direction: Direction, reader: Reader
) -> list[Passed]:
    depths: dict[tuple[str, UUID], int] = {}
    for step in steps:
        there = (
            (step.to_kind, step.to_id) if direction == "back" else (step.from_kind, step.from_id)
        )
        depths.setdefault(there, step.depth)
    nodes = await repository.find_all(session, list(depths), reader)
    passed = [Passed(node, depths[node.kind, node.id]) for node in nodes]
    commissioning = _commissioning(steps)

    def in_the_order_of_the_thread(one: Passed) -> tuple[int, float, str]:
        node = one.node
        happened = node.occurred_at.timestamp() if node.occurred_at else 0.0
        first = (node.kind, node.id) in commissioning
        return -1 if first else KINDS.index(node.kind), happened, str(node.id)

    return sorted(passed, key=in_the_order_of_the_thread, reverse=direction == "back")


def _commissioning(steps: Iterable[Step]) -> set[tuple[str, UUID]]:
    return {(one.to_kind, one.to_id) for one in steps if one.relation == DECIDED_IN}


def _distinct(steps: Sequence[Step]) -> list[Step]:
    seen: dict[tuple[str, UUID, str, UUID], Step] = {}
    for step in steps:
        seen.setdefault((step.from_kind, step.from_id, step.to_kind, step.to_id), step)
    return list(seen.values())
