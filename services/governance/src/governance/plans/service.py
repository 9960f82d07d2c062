"""The forward plan (rule 15): repeating items find their meetings, others wait for a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import service as bodies
from governance.meetings import service as meetings
from governance.meetings.models import Meeting
from governance.meetings.schemas import ItemIn
from governance.plans import placing, priorities, repository
from governance.plans.errors import PlacementNotFound, PlanItemNotFound, PlanState
from governance.plans.models import Appraisal, Placement, PlanItem
from governance.plans.schemas import REPEATING, AppraisalIn, PlanItemIn, PlanItemPatch
from governance.plans.telling import tell

_LONGEST_TITLE = 300


@dataclass(frozen=True)
class Programme:
    """What comes to which meeting, and what waits for a date."""

    meetings: list[tuple[Meeting, list[tuple[Placement, PlanItem]]]]
    waiting: list[PlanItem]
    withheld: frozenset[UUID]
    """Items of the plan of which something is withheld on an agenda: their titles are told to those
    alone who keep the record."""


async def plan(
    session: WriteSession, ics: SystemCode, body_id: UUID, data: PlanItemIn, *,
    ids: NewId = new_id, now: datetime | None = None,
) -> PlanItem:  # fmt: skip
    """Enter an item into a body's plan."""
    await bodies.get(session, body_id)
    state = "active" if data.kind in REPEATING else "waiting"
    item = PlanItem(ics=ics, id=ids(), body_id=body_id, state=state, dropped_reason=None,
                    version=1, **data.model_dump())  # fmt: skip
    session.add(item)
    await session.flush()
    await tell(session, [item], now=now)
    return item


async def get_for_change(session: WriteSession, item_id: UUID) -> PlanItem:
    """Give one item of a plan, locked.

    Raises:
        PlanItemNotFound: if this system has none with that id.
    """
    item = await repository.item_for_change(session, item_id)
    if item is None:
        raise PlanItemNotFound
    return item


async def change(session: WriteSession, item: PlanItem, patch: PlanItemPatch) -> PlanItem:
    """Change an item, or drop it with a reason; its drafts go with it. It must be locked.

    Raises:
        PlanState: if it is done or dropped already.
    """
    if item.state in {"done", "dropped"}:
        raise PlanState("The item is done or dropped, and stands as it is.")
    item.title = patch.title or item.title
    item.priority = patch.priority or item.priority
    if patch.dropped_reason is not None:
        item.state, item.dropped_reason = "dropped", patch.dropped_reason
        await _forget_other_drafts(session, item)
    item.version += 1
    await session.flush()
    await tell(session, [item])
    return item


async def place_repeating(
    session: WriteSession, ics: SystemCode, body_id: UUID, until: date, *,
    ids: NewId = new_id, now: datetime | None = None,
) -> None:  # fmt: skip
    """Draft a body's repeating items onto its meetings up to a day; safe to repeat."""
    await bodies.get_for_change(session, body_id)
    items = [one for one in await repository.items(session, body_id) if one.state == "active"]
    await repository.forget_drafts(session, [one.id for one in items])
    kept = await repository.placements(session, [one.id for one in items])
    sittings = [
        placing.Sitting(one.id, one.held_on, one.status == "scheduled" and one.held_on <= until)
        for one in await repository.sittings(session, body_id)
    ]
    for item in items:
        rule = placing.Repeating(item.every or 1, item.starts_on, item.ends_on, item.places)
        fixed = {one.meeting_id: one.place for one in kept if one.plan_item_id == item.id}
        for meeting_id, place in placing.placed(rule, sittings, fixed).items():
            session.add(Placement(ics=ics, id=ids(), plan_item_id=item.id, meeting_id=meeting_id,
                                  place=place, by_hand=False, item_id=None))  # fmt: skip
    await session.flush()
    await tell(session, items, now=now)


async def programme(session: ReadSession, body_id: UUID, first: date, last: date) -> Programme:
    """Give a body's work programme from one day to another, and what waits for a date."""
    await bodies.get(session, body_id)
    items = {one.id: one for one in await repository.items(session, body_id)}
    placed = await repository.placements(session, list(items))
    order = list(items)
    placed.sort(key=lambda one: order.index(one.plan_item_id))
    found = [
        (meeting, [(one, items[one.plan_item_id]) for one in placed
                   if one.meeting_id == meeting.id])
        for meeting in await repository.in_days(session, body_id, first, last)
    ]  # fmt: skip
    dated = await repository.days(session, list(items))
    waiting = [one for one in items.values() if one.state == "waiting" and one.id not in dated]
    return Programme(found, waiting, await repository.withheld(session, list(items)))


async def come_to(
    session: WriteSession, ics: SystemCode, item_id: UUID, meeting_id: UUID
) -> tuple[Placement, PlanItem]:
    """Let an item that waited come to a meeting. The meeting is locked before the item, as in all
    that changes both: of two at once one waits, and neither is refused for the other.

    Raises:
        MeetingNotFound, PlanItemNotFound: if this system has no such meeting or item.
        PlanState, Invalid: as `place` does.
    """
    await meetings.get_for_change(session, meeting_id)
    item = await get_for_change(session, item_id)
    return await place(session, ics, item, meeting_id), item


async def place(
    session: WriteSession, ics: SystemCode, item: PlanItem, meeting_id: UUID, *,
    ids: NewId = new_id, now: datetime | None = None,
) -> Placement:  # fmt: skip
    """Let an item that waited come to a meeting; the item must be locked.

    Raises:
        MeetingNotFound: if this system has no such meeting.
        PlanState: if the item does not wait, or the meeting is not to come.
        Invalid: if the meeting is another body's.
    """
    meeting = await meetings.get_for_change(session, meeting_id)
    if meeting.body_id != item.body_id:
        raise Invalid(
            "The meeting is another body's.",
            fields=(FieldError("body.meeting_id", "is a meeting of another body"),),
        )
    if item.state != "waiting" or meeting.status != "scheduled":
        raise PlanState("Only what waits for a date comes to a meeting that is scheduled.")
    placement = Placement(ics=ics, id=ids(), plan_item_id=item.id, meeting_id=meeting_id,
                          place=None, by_hand=True, item_id=None)  # fmt: skip
    session.add(placement)
    try:
        await session.flush()
    except IntegrityError:
        raise PlanState("The item is placed at that meeting already.") from None
    await tell(session, [item], now=now)
    return placement


async def put_on_agenda(
    session: WriteSession, placement_id: UUID, number: str, *, now: datetime | None = None
) -> tuple[Placement, PlanItem]:
    """Make an item of the agenda of a draft; what came once is done then.

    The meeting is locked first, then the plan's item, then the draft, as in all that changes them.

    Raises:
        PlacementNotFound: if this system has none with that id.
        PlanState: if it is on the agenda already, or the meeting is not to come.
    """
    draft = await repository.placement(session, placement_id)
    if draft is None:
        raise PlacementNotFound
    meeting = await meetings.get_for_change(session, draft.meeting_id)
    item = await get_for_change(session, draft.plan_item_id)
    placement = await repository.placement_for_change(session, placement_id)
    if placement is None:
        raise PlacementNotFound
    if placement.item_id is not None or meeting.status != "scheduled":
        raise PlanState("Only a draft is put on the agenda, of a meeting that is scheduled.")
    title = f"{item.title}: {placement.place}" if placement.place else item.title
    data = ItemIn(number=number, title=title[:_LONGEST_TITLE])
    [added] = await meetings.add_items(session, meeting, [data])
    placement.item_id = added.id
    if item.kind not in REPEATING:
        item.state = "done"
        item.version += 1
        await _forget_other_drafts(session, item)
    await session.flush()
    await tell(session, [item], now=now)
    return placement, item


async def _forget_other_drafts(session: WriteSession, item: PlanItem) -> None:
    """What comes once comes to no second meeting."""
    for one in await repository.placements(session, [item.id]):
        if one.item_id is None:
            await session.delete(one)


async def appraise(
    session: WriteSession, item: PlanItem, data: AppraisalIn, *, recorded_by: str, now: datetime,
    ids: NewId = new_id,
) -> Appraisal:  # fmt: skip
    """Score an item by the priorities test of the day; earlier appraisals are kept.

    Raises:
        PlanState: if there is no test on that day.
        Invalid: naming each criterion that is not scored, or scored too high.
    """
    test = priorities.on(day_in_england(now))
    if test is None:
        raise PlanState("There is no priorities test in force.")
    asked = {one.code for one in test.criteria}
    wrong = [FieldError(f"body.scores.{code}", "has to be scored, with its reason")
             for code in sorted(asked - set(data.scores))]  # fmt: skip
    wrong += [FieldError(f"body.scores.{code}.score", f"must be at most {test.highest}")
              for code in sorted(asked & set(data.scores))
              if data.scores[code].score > test.highest]  # fmt: skip
    if set(data.scores) - asked:
        wrong.append(FieldError("body.scores", "has criteria that the test does not have"))
    if wrong:
        raise Invalid("Score every criterion of the test, and no other.", fields=tuple(wrong))
    row = Appraisal(
        ics=item.ics, id=ids(), plan_item_id=item.id, test=test.model_dump(mode="json"),
        scores={code: one.model_dump() for code, one in data.scores.items()},
        total=sum(one.score for one in data.scores.values()), recorded_at=now,
        recorded_by=recorded_by,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row


async def appraisals(
    session: ReadSession, item_id: UUID, *, withheld_too: bool
) -> list[Appraisal]:  # fmt: skip
    """List the appraisals of an item, newest first; their reasons say what it is about.

    Args:
        withheld_too: the caller may read what is withheld from the public.

    Raises:
        PlanItemNotFound: if this system has none with that id.
    """
    if await repository.item(session, item_id) is None:
        raise PlanItemNotFound
    if not withheld_too and await repository.withheld(session, [item_id]):
        return []
    return await repository.appraisals(session, item_id)
