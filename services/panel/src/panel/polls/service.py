"""Opening, voting in and closing open polls, and publishing their figures (panel rules 8, 10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from common.clock import Clock, day_in_england, new_id, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.disclosure import Linked, Rule, Sum, protect
from panel.polls import repository
from panel.polls.errors import NoSuchOption, PollNotFound, PollNotOpen
from panel.polls.models import Poll, PollVotes
from panel.polls.schemas import FiguresOut, PollIn, PollOut
from panel.systems import service as systems

TOTAL = "total"


async def open_poll(
    session: WriteSession, ics: SystemCode, said: PollIn, by: str, now: datetime
) -> Poll:
    """Open a poll.

    Raises:
        SystemNotLoaded: if the system has no data here.
        Invalid: if its last day is over.
    """
    await systems.the_system(session, ics)
    if said.closes_on is not None and said.closes_on < day_in_england(now):
        raise Invalid(
            "The last day for votes must not be over.",
            fields=(FieldError("body.closes_on", "must be today or later"),),
        )
    poll = Poll(
        ics=ics,
        id=new_id(),
        question=said.question,
        options=[option.model_dump() for option in said.options],
        state="open",
        closes_on=said.closes_on,
        created_by=by,
        basis=0,
        created_at=now,
    )
    session.add(poll)
    await session.flush()
    session.add_all(
        PollVotes(ics=ics, poll_id=poll.id, option=option.code, votes=0) for option in said.options
    )
    await session.flush()
    return poll


async def the_poll(session: ReadSession, ics: SystemCode, poll_id: UUID) -> Poll:
    """Give a poll.

    Raises:
        PollNotFound: if this system has none of that id.
    """
    found = await repository.find(session, ics, poll_id)
    if found is None:
        raise PollNotFound
    return found


async def list_polls(session: ReadSession, ics: SystemCode, page: PageRequest) -> Page[Poll]:
    """List polls, the newest first."""
    return await repository.list_polls(session, ics, page)


async def vote(
    session: WriteSession, ics: SystemCode, poll_id: UUID, choice: str, now: datetime
) -> Poll:
    """Count a vote of anybody.

    Raises:
        PollNotFound, PollNotOpen, NoSuchOption
    """
    poll = await the_poll(session, ics, poll_id)
    if not takes_votes(poll, now):
        raise PollNotOpen
    if choice not in {option["code"] for option in poll.options}:
        raise NoSuchOption
    if not await repository.vote(session, ics, poll_id, choice, day_in_england(now)):
        raise PollNotOpen
    return poll


async def close(session: WriteSession, ics: SystemCode, poll_id: UUID, now: datetime) -> Poll:
    """Close a poll, and publish its figures as far as they may be.

    Raises:
        PollNotFound, PollNotOpen
    """
    poll = await repository.find_to_change(session, ics, poll_id)
    if poll is None:
        raise PollNotFound
    if poll.state != "open":
        raise PollNotOpen
    poll.state, poll.closed_at = "closed", now
    await _release(session, ics, poll, now)
    return poll


async def look_after_polls(database: Database, *, clock: Clock = utc_now) -> None:
    """Close polls whose last day is over, and publish figures of which enough are new."""
    now = clock()
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.reading(ics) as reading:
            overdue = await repository.overdue(reading, ics, day_in_england(now))
            waiting = await repository.open_polls(reading, ics)
        for poll_id in overdue:
            async with database.transaction(ics) as session:
                await close(session, ics, poll_id, now)
        for poll_id in set(waiting) - set(overdue):
            async with database.transaction(ics) as session:
                poll = await repository.find_to_change(session, ics, poll_id)
                if poll is not None and poll.state == "open":
                    await _release(session, ics, poll, now)

    await in_each(codes, in_one)


def takes_votes(poll: Poll, now: datetime) -> bool:
    """Say whether a poll takes votes."""
    is_over = poll.closes_on is not None and poll.closes_on < day_in_england(now)
    return poll.state == "open" and not is_over


def figures_of(poll: Poll) -> FiguresOut | None:
    """Give what is published of a poll; None before the first release."""
    if poll.released is None or poll.released_at is None:
        return None
    counts = {one["code"]: poll.released[f"option {one['code']}"] for one in poll.options}
    return FiguresOut(total=poll.released[TOTAL], counts=counts, released_at=poll.released_at)


async def shown(session: ReadSession, ics: SystemCode, poll: Poll, *, exact: bool) -> PollOut:
    """Put a poll as it is shown to staff."""
    return PollOut.model_validate(
        {
            "id": poll.id,
            "question": poll.question,
            "options": poll.options,
            "state": poll.state,
            "closes_on": poll.closes_on,
            "created_by": poll.created_by,
            "created_at": poll.created_at,
            "closed_at": poll.closed_at,
            "figures": figures_of(poll),
            "votes": await repository.votes(session, ics, poll.id) if exact else None,
        }
    )


def published(votes: Mapping[str, int], rule: Rule) -> dict[str, int | None]:
    """Give the figures of a poll after disclosure control: ``total``, and each ``option …``."""
    counts = {f"option {code}": count for code, count in votes.items()}
    table = Linked(
        {TOTAL: sum(votes.values()), **counts},
        [Sum(TOTAL, tuple(counts))],
        frozenset({TOTAL, *counts}),
        frozenset(counts),
    )
    return dict(protect(table, rule))


async def _release(session: WriteSession, ics: SystemCode, poll: Poll, now: datetime) -> None:
    """Publish the figures, if they differ from the last by more people than are suppressed."""
    rule = systems.disclosure_rule(await systems.the_system(session, ics))
    votes = await repository.votes(session, ics, poll.id)
    total = sum(votes.values())
    if total - poll.basis > rule.threshold:
        poll.released, poll.released_at, poll.basis = published(votes, rule), now, total
    await session.flush()
