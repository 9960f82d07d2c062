"""Threads (rule 11): what a body owes an answer for, who sees to it, by when, and how long it took.

Decisions that rely on what people said open theirs by themselves (`looking_after`). A body takes a
finding up by opening one; it is answered by the first published answer on a decision of that body
that relies on the finding, be it to do or not to do what was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import service as bodies
from governance.evidence import service as library
from governance.keys import GovernanceKeys
from governance.threads import notices, repository, standards
from governance.threads.elsewhere import require_answers
from governance.threads.errors import NothingOwed, ThreadExists, ThreadNotFound
from governance.threads.models import FeedbackEscalation, FeedbackThread
from governance.threads.schemas import State, ThreadIn, ThreadPatch


@dataclass(frozen=True)
class Told:
    """A thread, and how it stands on a day."""

    thread: FeedbackThread
    reference: str | None
    title: str | None
    answered_on: date | None
    escalations: Sequence[FeedbackEscalation]
    today: date

    @property
    def state(self) -> State:
        """Say how it stands."""
        if self.answered_on is not None:
            return "answered"
        return "overdue" if self.thread.due_on < self.today else "open"

    @property
    def days(self) -> int | None:
        """Count the days until it was answered; 0 where that was done before it was opened."""
        if self.answered_on is None:
            return None
        return max(0, (self.answered_on - self.thread.opened_on).days)


@dataclass(frozen=True)
class Times:
    """How long a body's answers took, of the threads opened from one day to another."""

    body_id: UUID
    since: date
    until: date
    on: date
    """The day on which it was worked out."""
    threads: Sequence[Told]

    @property
    def days(self) -> list[int]:
        """Give the days of those that were answered, the fewest first."""
        return sorted(one.days for one in self.threads if one.days is not None)

    def count(self, state: State) -> int:
        """Count the threads that stand so."""
        return sum(one.state == state for one in self.threads)

    @property
    def in_time(self) -> int:
        """Count those that were answered by their day."""
        return sum(
            one.answered_on is not None and one.answered_on <= one.thread.due_on
            for one in self.threads
        )

    @property
    def median(self) -> float | None:
        """Give the days within which half were answered."""
        return median(self.days) if self.days else None

    @property
    def ninth_decile(self) -> int | None:
        """Give the days within which nine of ten were answered."""
        return self.days[-(-9 * len(self.days) // 10) - 1] if self.days else None


async def get(session: ReadSession, thread_id: UUID, today: date) -> Told:
    """Give one thread.

    Raises:
        ThreadNotFound: if this system has none with that id, or its decision is withheld.
    """
    row = await repository.get(session, thread_id)
    if row is None:
        raise ThreadNotFound
    return (await _told(session, [row], today))[0]


async def list_page(
    session: ReadSession,
    request: PageRequest,
    today: date,
    *,
    body_id: UUID | None = None,
    owner_post_id: UUID | None = None,
    state: State | None = None,
) -> Page[Told]:
    """List threads, those due first at the top."""
    page = await repository.page(
        session, request, body_id=body_id, owner_post_id=owner_post_id, state=state, today=today
    )
    return Page(await _told(session, page.items, today), page.next_cursor)


async def list_waiting(
    session: ReadSession,
    request: PageRequest,
    today: date,
    *,
    body_id: UUID | None = None,
    decision_id: UUID | None = None,
    finding_id: UUID | None = None,
) -> Page[tuple[Told, str]]:
    """List what people wait to be told, each with the body's name, those due first at the top:
    nothing of what is withheld, or not for everybody to read."""
    found = await repository.waiting(
        session, request, body_id=body_id, decision_id=decision_id, finding_id=finding_id
    )
    waiting = [
        (Told(thread, reference, title, None, (), today), name)
        for thread, reference, title, _, name in found.items
    ]
    return Page(waiting, found.next_cursor)


async def open_for_finding(
    session: WriteSession,
    ics: SystemCode,
    keys: GovernanceKeys,
    data: ThreadIn,
    *,
    opened_by: str,
    now: datetime,
    ids: NewId = new_id,
) -> Told:
    """Let a body owe an answer for a finding.

    Raises:
        BodyNotFound: if this system has no such body.
        NothingOwed: if the finding is not published for everybody, was answered, or the day has no
            standard.
        Invalid: if the owner's post is another body's, or the day lies before today.
        ThreadExists: if the body owes that answer already.
    """
    today = day_in_england(now)
    await bodies.get(session, data.body_id)
    if not await library.is_open(session, data.finding_id):
        raise NothingOwed("The library has not published this finding for everybody.")
    await _check_owner(session, data.body_id, data.owner_post_id)
    terms = await bodies.terms_on(session, data.body_id, today)
    standard = standards.on(today, None if terms is None else terms.content)
    if standard is None:
        raise NothingOwed("No time is laid down for answers on this day.")
    if data.due_on is not None:
        _require_to_come(data.due_on, today)
    thread = FeedbackThread(
        ics=ics,
        id=ids(),
        body_id=data.body_id,
        decision_id=None,
        finding_id=data.finding_id,
        opened_on=today,
        due_on=data.due_on or today + timedelta(standard.due_days),
        due_reason=data.due_reason,
        owner_post_id=data.owner_post_id,
        standard=standard.model_dump(mode="json"),
        opened_at=now,
        opened_by=opened_by,
        version=1,
    )
    session.add(thread)
    try:
        await session.flush()
    except IntegrityError:
        raise ThreadExists from None
    told = await get(session, thread.id, today)
    if told.state == "answered":
        raise NothingOwed("The body has answered those behind this finding already.")
    await notices.tell_owner(session, keys, thread, "answer_assigned", occasion="1", now=now)
    return told


async def for_change(session: WriteSession, thread_id: UUID, today: date) -> Told:
    """Give one thread, locked.

    Raises:
        ThreadNotFound: if this system has none with that id, or its decision is withheld.
    """
    if await repository.lock(session, thread_id) is None:
        raise ThreadNotFound
    return await get(session, thread_id, today)


async def change(
    session: WriteSession, keys: GovernanceKeys, told: Told, patch: ThreadPatch, *, now: datetime
) -> Told:
    """Give a thread an owner, who is written to, or another day with its reason. It must be locked.

    Raises:
        NothingOwed: if it was answered.
        Invalid: if the owner's post is another body's, the day lies before today, or the answer
            that is named answers nobody behind the finding.
    """
    thread = told.thread
    sent = patch.model_dump(exclude_unset=True)
    elsewhere = set(sent) == {"answered_by_id"} and thread.answered_by_id is not None
    if told.state == "answered" and not elsewhere:
        raise NothingOwed("It was answered: who saw to it, and by when, stands.")
    if "answered_by_id" in sent:
        await require_answers(session, thread, patch.answered_by_id)
        thread.answered_by_id = patch.answered_by_id
    if patch.due_on is not None:
        _require_to_come(patch.due_on, told.today)
        thread.due_on, thread.due_reason = patch.due_on, patch.due_reason
    if "owner_post_id" in sent:
        await _check_owner(session, thread.body_id, patch.owner_post_id)
    assigned = "owner_post_id" in sent and patch.owner_post_id != thread.owner_post_id
    if assigned:
        thread.owner_post_id = patch.owner_post_id
    thread.version += 1
    await session.flush()
    now_told = await get(session, thread.id, told.today)
    if assigned and now_told.state != "answered":
        occasion = str(thread.version)
        await notices.tell_owner(
            session, keys, thread, "answer_assigned", occasion=occasion, now=now
        )
    return now_told


async def times(
    session: ReadSession, body_id: UUID, since: date, until: date, today: date
) -> Times:
    """Give how long a body took to answer, of the threads opened from one day to another.

    Raises:
        BodyNotFound: if this system has no such body.
        Invalid: if the period ends before it begins.
    """
    await bodies.get(session, body_id)
    if until < since:
        raise Invalid(
            "A period ends after it begins.",
            fields=(FieldError("query.until", "must not be before since"),),
        )
    rows = await repository.opened_between(session, body_id, since, until)
    return Times(body_id, since, until, today, await _told(session, rows, today))


async def _told(session: ReadSession, rows: Sequence[repository.Told], today: date) -> list[Told]:
    steps = await repository.escalations(session, [row[0].id for row in rows])
    return [
        Told(
            thread,
            reference,
            title,
            None if answered_at is None else day_in_england(answered_at),
            steps.get(thread.id, ()),
            today,
        )
        for thread, reference, title, answered_at in rows
    ]


def _require_to_come(day: date, today: date) -> None:
    if day < today:
        raise Invalid(
            "An answer is promised for a day to come.",
            fields=(FieldError("body.due_on", "must not lie in the past"),),
        )


async def _check_owner(session: ReadSession, body_id: UUID, post_id: UUID | None) -> None:
    if post_id is not None and (await bodies.get_post(session, post_id)).body_id != body_id:
        raise Invalid(
            "The owner's post belongs to another body.",
            fields=(FieldError("body.owner_post_id", "is a post of another body"),),
        )
