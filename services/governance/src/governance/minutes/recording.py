"""Recording a checked draft: meeting, attendance, items, decisions and actions, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError
from governance.actions import service as actions
from governance.actions.schemas import ActionIn
from governance.decisions import service as decisions
from governance.decisions.schemas import DecisionIn, Part
from governance.decisions.service import Clerk
from governance.meetings import chairs
from governance.meetings import service as meetings
from governance.meetings.models import Meeting
from governance.meetings.schemas import AttendanceIn, ChairIn, ItemIn, MeetingIn
from governance.minutes import doubts
from governance.minutes.content import Content, page_of
from governance.minutes.doubts import kept
from governance.minutes.errors import DoesNotFit, DoubtsOpen
from governance.minutes.models import MinutesImport
from governance.minutes.seats import on_the_day, seated

_NOT_YET = "lies in the future; the minutes are of a meeting that was held, so correct the date"
_KINDS = ("present", "in_attendance", "apologies")


@dataclass(frozen=True)
class Recording:
    """What recording made."""

    import_id: UUID
    meeting_id: UUID
    decision_ids: list[UUID]
    action_ids: list[UUID]
    present_without_post: list[str]
    """Who was present and is the holder of no post: their attendance counts for nobody."""


async def record(
    session: WriteSession, ics: SystemCode, draft: MinutesImport, clerk: Clerk
) -> Recording:
    """Record a draft; recording it again gives what was recorded. The import must be locked.

    Raises:
        DoubtsOpen: if a person must settle something first.
        MeetingExists: if that meeting has been recorded from other minutes.
        DoesNotFit: if something cannot stand in a record, such as a day that has not come.
    """
    if draft.meeting_id is not None:
        return await _recorded(session, draft, draft.meeting_id)
    content = draft.content
    open_doubts = doubts.blocking(content, draft.accepted_doubts)
    if open_doubts:
        raise DoubtsOpen(open_doubts)
    meeting = await _meeting(session, ics, draft, content, day_in_england(clerk.now))
    items = await _items(session, meeting, content)
    seats = await on_the_day(session, draft.body_id, meeting.held_on)
    attendance = [seated(person, seats) for person in _attendance(content)]
    if attendance:
        await meetings.add_attendances(session, meeting, attendance)
    in_chair = list(_chairs(content, items))
    if in_chair:
        await chairs.add(session, meeting, in_chair)
    await meetings.publish(session, ics, meeting, now=clerk.now)
    for data, source in _decisions(draft, meeting, items):
        await decisions.record(session, ics, data, clerk, source=source)
    for action in _actions(meeting, items, content):
        await actions.add(session, ics, action)
    draft.meeting_id = meeting.id
    draft.status = "recorded"
    draft.recorded_by = clerk.subject
    draft.recorded_at = clerk.now
    draft.version += 1
    await session.flush()
    return await _recorded(session, draft, meeting.id)


async def _recorded(session: WriteSession, draft: MinutesImport, meeting_id: UUID) -> Recording:
    return Recording(
        draft.id,
        meeting_id,
        await decisions.ids_of_meeting(session, meeting_id),
        await actions.ids_of_meeting(session, meeting_id),
        [
            person.name
            for person in await meetings.attendances(session, meeting_id)
            if person.kind == "present" and person.post_id is None
        ],
    )


async def _meeting(
    session: WriteSession, ics: SystemCode, draft: MinutesImport, content: Content, today: date
) -> Meeting:
    with _naming("meeting"):
        data = MeetingIn(
            body_id=draft.body_id,
            held_on=date.fromisoformat(content["date"]["value"]),
            starts_at=_time(content["start_time"]),
            place=_text(content["place"]),
        )
    if data.held_on > today:
        raise DoesNotFit((FieldError("meeting.held_on", _NOT_YET),))
    return await meetings.hold_from_minutes(
        session, ics, data, _time(content["end_time"]), draft.id, today=today
    )


async def _items(session: WriteSession, meeting: Meeting, content: Content) -> dict[str, UUID]:
    """Write the items; give their ids by number."""
    data = []
    for index, item in enumerate(content["items"]):
        if item.get("removed"):
            continue
        with _naming(f"items[{index}]"):
            data.append(
                ItemIn(
                    number=item["number"]["text"],
                    title=item["title"]["text"],
                    first_line=item["first_line"],
                    last_line=item["last_line"],
                )
            )
    added = await meetings.add_items(session, meeting, data) if data else []
    return {item.number: item.id for item in added}


def _attendance(content: Content) -> Iterator[AttendanceIn]:
    for kind in _KINDS:
        for index, person in enumerate(content[kind]):
            if person.get("removed"):
                continue
            with _naming(f"{kind}[{index}]"):
                yield AttendanceIn(
                    kind=kind,
                    name=person["name"]["text"],
                    role=_text(person["role"]),
                    organisation=_text(person["organisation"]),
                    in_place_of=_text(person["in_place_of"]),
                    replaced_by=_text(person["replaced_by"]),
                    note=_text(person["note"]),
                )


def _chairs(content: Content, items: Mapping[str, UUID]) -> Iterator[ChairIn]:
    if content.get("chair"):  # Drafts of before have none.
        with _naming("chair"):
            yield ChairIn(kind="opened", name=content["chair"]["text"])
    for index, change in enumerate(content.get("chairs", [])):
        if change.get("removed"):
            continue
        with _naming(f"chairs[{index}]"):
            yield ChairIn(
                kind="resumed" if change["resumed"] else "took",
                name=_who(change, "name"),
                item_id=items.get(change["item"] or ""),
                items=_text(change["items"]),
            )


def _who(entry: Content, field: str) -> str | None:
    """Give the full name that a short form means, unless a person put another in its place."""
    named: Content | None = entry[field]
    if named is None:
        return None
    return str(named["text"] if named["corrected"] else entry.get("person") or named["text"])


def _decisions(
    draft: MinutesImport, meeting: Meeting, items: Mapping[str, UUID]
) -> Iterator[tuple[DecisionIn, dict[str, Any]]]:
    for index, resolution in enumerate(draft.content["resolutions"]):
        if resolution.get("removed"):
            continue
        parts = list(kept(resolution["parts"]))
        with _naming(f"resolutions[{index}]"):
            data = DecisionIn(
                body_id=draft.body_id,
                meeting_id=meeting.id,
                item_id=items.get(resolution["item"] or ""),
                decided_on=meeting.held_on,
                title=resolution["title"]["text"],
                outcome=resolution["outcome"]["code"],
                parts=[_part(part) for part in parts],
                mover=_text(resolution["mover"]),
                seconder=_text(resolution["seconder"]),
            )
        yield data, _source(draft, resolution, parts)


def _part(part: Content) -> Part:
    return Part(
        text=part["text"]["text"],
        marker=_text(part["marker"]),
        outcome=part["outcome"]["code"] if part["outcome"] else None,
        person=_text(part["person"]),
        first_line=part["text"]["first_line"],
        last_line=part["text"]["last_line"],
    )


def _source(draft: MinutesImport, resolution: Content, parts: list[Content]) -> dict[str, Any]:
    pieces = [p for p in (resolution["lead"], *(part["text"] for part in parts)) if p]
    firsts = [p["first_line"] for p in pieces if p["first_line"] is not None]
    lasts = [p["last_line"] for p in pieces if p["last_line"] is not None]
    first, last = min(firsts, default=None), max(lasts, default=None)
    source = {"minutes_import_id": str(draft.id), "first_line": first, "last_line": last}
    if draft.page_starts:
        source["first_page"] = page_of(first, draft.page_starts)
        source["last_page"] = page_of(last, draft.page_starts)
    return source


def _actions(meeting: Meeting, items: Mapping[str, UUID], content: Content) -> Iterator[ActionIn]:
    for index, action in enumerate(content["actions"]):
        if action.get("removed"):
            continue
        with _naming(f"actions[{index}]"):
            yield ActionIn(
                body_id=meeting.body_id,
                meeting_id=meeting.id,
                item_id=items.get(action["item"] or ""),
                description=action["text"]["text"],
                owner_name=_who(action, "owner"),
                due=_text(action["due"]),
                due_on=action["due_on"],
            )


def _text(piece: Content | None) -> str | None:
    return piece["text"] if piece else None


def _time(piece: Content | None) -> time | None:
    return time.fromisoformat(piece["value"]) if piece else None


class _naming:  # noqa: N801 - reads as a statement
    """Says what does not fit a record: a name of 300 characters, a day of 1890."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        """Name the fields that do not fit."""
        if isinstance(error, ValidationError):
            names = {".".join(map(str, e["loc"])) for e in error.errors(include_input=False)}
            raise DoesNotFit(
                tuple(
                    FieldError(f"{self._path}.{name}", "does not fit a record; correct it")
                    for name in sorted(names)
                )
            ) from None
