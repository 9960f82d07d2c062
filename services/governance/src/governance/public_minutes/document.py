"""Minutes as a document: who came, then item by item what was resolved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from common.documents import Block, Document, Heading, Link, Table, paragraph
from common.documents.model import Paragraph, listing
from governance.decisions.schemas import Part
from governance.meetings.models import AgendaItem, Attendance
from governance.public_minutes.service import Came, Minutes, Resolution
from governance.sittings import outcomes
from governance.sittings.votes import Taken, in_words

_KEPT_BACK = "Kept from the public. The reason given: "
_TOOK = {"opened": "{name} opened the meeting and was in the chair",
         "took": "{name} took the chair", "resumed": "{name} took the chair again"}  # fmt: skip


def of(minutes: Minutes, system_name: str, home: str) -> Document:
    """Write minutes as a document.

    Args:
        home: address of the system's public pages.
    """
    told = minutes.told
    meeting = f"{home}/meetings/{told.id}"
    return Document(
        title=f"Minutes: {told.body_name}, {_day(told.content.held_on)}",
        author=system_name,
        made_at=told.published_at,
        blocks=(
            listing(
                [
                    f"When: {_when(minutes)}",
                    *([f"Where: {told.content.place}"] if told.content.place else []),
                    "Held in public" if minutes.in_public else "Not held in public",
                    f"These minutes were approved as a correct record{_where(minutes)}.",
                    paragraph("The meeting, its papers and its agenda: ", Link(meeting, meeting)),
                ]
            ),
            *_attendance(minutes),
            *_chairs(minutes),
            *(
                block
                for item, found in minutes.items
                for block in _item(item, found, home, nothing=_nothing(minutes))
            ),
            *_elsewhere(minutes.without_item, home),
        ),
    )


def _where(minutes: Minutes) -> str:
    approved_on = minutes.told.content.approved_on
    return "" if approved_on is None else f", at the meeting of {_day(approved_on)}"


def _when(minutes: Minutes) -> str:
    content = minutes.told.content
    day = _day(content.held_on)
    further = "".join(f"; adjourned to {_day(one)}" for one in content.also_on)
    if content.starts_at is None:
        return f"{day}{further}"
    until = f" to {_time(content.ends_at)}" if content.ends_at else ""
    return f"{day}, {_time(content.starts_at)}{until}{further}"


def _attendance(minutes: Minutes) -> list[Block]:
    blocks: list[Block] = [Heading("Who was there")]
    for caption, came in (
        ("Present", minutes.present),
        ("In attendance", minutes.in_attendance),
        ("Apologies", minutes.apologies),
    ):
        blocks += _people(caption, came)
    if not minutes.in_public:
        blocks.append(
            paragraph("Nobody is named here, since the meeting was not held in public.")
        )  # fmt: skip
    return blocks if len(blocks) > 1 else [*blocks, paragraph("Nobody is on record.")]


def _people(caption: str, came: Came) -> list[Block]:
    blocks: list[Block] = []
    if came.named:
        rows = tuple((one.name, one.role or "", _for_whom(one)) for one in came.named)
        blocks.append(Table(caption, ("Name", "Role", "For"), rows))
    if came.others:
        more = "more " if came.named else ""
        who = "person" if came.others == 1 else "people"
        blocks.append(paragraph(f"{caption}: {came.others} {more}{who}, not named."))
    return blocks


def _for_whom(one: Attendance) -> str:
    said = [one.organisation or ""]
    if one.in_place_of:
        said.append(f"in place of {one.in_place_of}")
    if one.replaced_by:
        said.append(f"{one.replaced_by} came instead")
    return "; ".join(words for words in said if words)


def _chairs(minutes: Minutes) -> list[Block]:
    if not minutes.chairs:
        return []
    points = []
    for one in minutes.chairs:
        where = f", item {one.item_number}" if one.item_number else ""
        which = f" ({one.items})" if one.items else ""
        points.append(f"{_TOOK[one.kind].format(name=one.name)}{where}{which}.")
    return [Heading("In the chair"), listing(points)]


def _nothing(minutes: Minutes) -> str:
    """Say that nothing stands under an item. What is withheld may have been decided on it."""
    if any(one.withheld_reason is not None for one in minutes.without_item):
        return "No decision that everybody may read was recorded."
    return "No decision was recorded."


def _item(
    item: AgendaItem, found: Sequence[Resolution], home: str, *, nothing: str
) -> list[Block]:  # fmt: skip
    if item.withheld_reason is not None:
        return [
            Heading(f"{item.number}. Kept from the public"),
            paragraph(f"{_KEPT_BACK}{item.withheld_reason}"),
        ]
    blocks: list[Block] = [Heading(f"{item.number}. {item.title}")]
    for one in found:
        blocks += _resolution(one, home)
    return blocks if found else [*blocks, paragraph(nothing)]


def _resolution(one: Resolution, home: str) -> list[Block]:
    decision = one.decision
    if one.withheld_reason is not None:
        return [paragraph(f"{decision.reference}: {_KEPT_BACK}{one.withheld_reason}")]
    address = f"{home}/thread/decisions/{decision.id}"
    blocks: list[Block] = [
        paragraph(f"{one.outcome}: {decision.title} (", Link(decision.reference, address), ")")
    ]
    lost = [one for one in decision.parts if _was_lost(one, decision.decided_on)]
    parts: list[str | Paragraph] = [
        f"{part.text} (not carried)" if part in lost else part.text for part in decision.parts
    ]
    if parts:
        blocks += [paragraph("Part by part:" if lost else "Resolved:"), listing(parts)]
    if decision.mover:
        second = f", seconded by {decision.seconder}" if decision.seconder else ""
        blocks.append(paragraph(f"Moved by {decision.mover}{second}."))
    return blocks + [paragraph(_how(taken)) for taken in one.votes]


def _was_lost(part: Part, on: date) -> bool:
    return part.outcome is not None and outcomes.says_not_carried(part.outcome, on)


def _how(one: Taken) -> str:
    vote, parts = one.vote, one.parts
    came = ("carried" if vote.carried else "lost") if parts else "decided"
    said = f"{in_words(parts).capitalize()} {came}" if parts else "Decided"
    if vote.in_favour is None:
        return f"{said} by consensus."
    cast = " The chair's casting vote decided." if vote.by_casting_vote else ""
    return (
        f"{said} by vote: {vote.in_favour} in favour, {vote.against} against, "
        f"{vote.abstained} abstained.{cast}"
    )


def _elsewhere(found: Sequence[Resolution], home: str) -> list[Block]:
    if not found:
        return []
    told = [block for one in found for block in _resolution(one, home)]
    return [Heading("Other decisions of this meeting"), *told]


def _day(one: date) -> str:
    return f"{one.day} {one:%B %Y}"


def _time(one: time) -> str:
    return f"{one:%H:%M}"
