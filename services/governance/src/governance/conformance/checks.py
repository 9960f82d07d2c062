"""Each thing that the terms ask, held against the record of a year; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from governance.conformance.record import Asked, Sat, Year


@dataclass(frozen=True)
class Checked:
    """One thing that the terms ask, and where it does not hold."""

    check: str
    asked: str
    holds: bool
    meetings: tuple[UUID, ...] = ()
    posts: tuple[UUID, ...] = ()
    offices: tuple[str, ...] = ()
    boards: tuple[str, ...] = ()


def check(year: Year) -> list[Checked]:
    """Hold a body's year against its terms; what they don't ask is left out."""
    return [*_dates(year), *_preparation(year), *_after(year), *_people(year)]


def _dates(year: Year) -> Iterator[Checked]:
    number = year.asked.meetings_per_year
    if number is None:
        return
    held = [one for one in year.sat if one.held]
    ahead = [one for one in year.sat if not one.held and one.held_on > year.on]
    if year.whole:
        yield Checked("meetings_held", f"at least {number} meetings in the last 12 months",
                      len(held) >= number)  # fmt: skip
    yield Checked("meetings_planned", f"dates of at least {number} meetings in the next 12 months",
                  len(ahead) >= number)  # fmt: skip
    yield _failing("programme", "something to take up at each meeting to come", ahead,
                   lambda one: not one.programmed)  # fmt: skip


def _preparation(year: Year) -> Iterator[Checked]:
    days = year.asked.notice_working_days
    if days is None:
        return
    due = [one for one in year.sat if one.held or one.due_on < year.on]
    ordinary = [one for one in due if not one.at_short_notice]
    before = f"at least {days} working days before the meeting"
    yield _failing("notice", f"notice {before}, or the chair's reason for a shorter one", ordinary,
                   lambda one: _late(one.notice_given_on, one))  # fmt: skip
    yield _failing("agenda", f"agenda and papers to every member and attendee {before}", ordinary,
                   lambda one: _late(one.issued_on, one) or one.not_sent)  # fmt: skip
    yield _failing("papers", f"papers published {before}", ordinary,
                   lambda one: any(_late(paper, one) for paper in one.papers))  # fmt: skip
    if year.asked.meets_in_public:
        open_ = [one for one in ordinary if one.in_public]
        yield _failing("publication", f"meetings in public are announced {before}", open_,
                       lambda one: _late(one.published_on, one))  # fmt: skip


def _after(year: Year) -> Iterator[Checked]:
    held = sorted((one for one in year.sat if one.held), key=lambda one: one.held_on)
    if year.asked.has_quorum:
        yield _failing("quorum_confirmed", "the chair confirms the quorum at the start", held,
                       lambda one: not one.quorum_confirmed)  # fmt: skip
    yield _failing("minutes", "minutes are agreed at the next meeting", held[:-1],
                   lambda one: not one.minutes_approved)  # fmt: skip
    if year.asked.record_goes_on:
        yield _boards("record_presented", "the record is presented to the boards of the founders",
                      held, lambda one: tuple(one.record_wanting))  # fmt: skip
    if year.asked.votes_go_on:
        yield _boards("votes_presented", "what came of votes is made known to the boards named",
                      held, lambda one: tuple(one.votes_wanting))  # fmt: skip


def _people(year: Year) -> Iterator[Checked]:
    asked: Asked = year.asked
    if asked.attendance_percent is not None:
        words = f"the chair reviews members who came to less than {asked.attendance_percent}%"
        yield Checked("attendance", words, not year.flagged, posts=tuple(year.flagged))
    if asked.offices_rotate:
        yield Checked("offices", "offices rotate when their term is over, together where the terms "
                      "say so", not year.offices_wanting,
                      offices=tuple(year.offices_wanting))  # fmt: skip
    if asked.review_due is not None:
        yield Checked("review", f"the terms are reviewed by {asked.review_due.isoformat()}",
                      asked.review_due >= year.on)  # fmt: skip


def _late(day: date | None, meeting: Sat) -> bool:
    return day is None or day > meeting.due_on


def _failing(name: str, asked: str, sat: list[Sat], fails: Callable[[Sat], bool]) -> Checked:
    failing = tuple(one.meeting_id for one in sat if fails(one))
    return Checked(name, asked, not failing, meetings=failing)


def _boards(
    name: str, asked: str, held: list[Sat], wanting: Callable[[Sat], tuple[str, ...]]
) -> Checked:
    failing = tuple(one.meeting_id for one in held if wanting(one))
    boards = tuple(sorted({board for one in held for board in wanting(one)}))
    return Checked(name, asked, not failing, meetings=failing, boards=boards)
