"""Does a body keep to its terms (rules 1 and 2; LSC ICP terms, clauses 7.5, 7.8, 9.1 to 9.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.arrangements import rules
from governance.bodies import service as bodies
from governance.conformance import checks, gathering, repository
from governance.conformance.checks import Checked
from governance.conformance.errors import NothingToReview
from governance.conformance.models import AttendanceReview
from governance.conformance.schemas import AttendanceReviewIn
from governance.sittings import reports
from governance.sittings.errors import NoTerms, RuleOutOfDate


@dataclass(frozen=True)
class Conformance:
    """Whether a body keeps to its terms on a day."""

    terms_from: date
    clauses: dict[str, str]
    checked: list[Checked]


async def on(session: ReadSession, body_id: UUID, day: date) -> Conformance:
    """Hold a body's year up to a day, and the year ahead, against its terms of that day.

    Raises:
        BodyNotFound: if this system has no such body.
        NoTerms: if it had no terms on that day.
        RuleOutOfDate: if they are of a form that is no longer read.
    """
    await bodies.get(session, body_id)
    terms = await bodies.terms_on(session, body_id, day)
    if terms is None:
        raise NoTerms
    year = await gathering.year(session, body_id, day, terms)
    return Conformance(terms.valid_from, year.clauses, checks.check(year))


async def review_attendance(
    session: WriteSession, ics: SystemCode, body_id: UUID, data: AttendanceReviewIn,
    *, recorded_by: str, now: datetime, ids: NewId = new_id,
) -> AttendanceReview:  # fmt: skip
    """Record that the chair reviewed why a member's attendance is low.

    Raises:
        BodyNotFound: if this system has no such body.
        Invalid: if it lies in the future, or the outcome is none of the terms'.
        NothingToReview: if the member is not flagged on that day.
        RuleOutOfDate: if the terms are of a form that is no longer read.
    """
    await bodies.get_for_change(session, body_id)
    if data.until > day_in_england(now):
        raise Invalid(
            "What is reviewed has happened.",
            fields=(FieldError("body.until", "must not be in the future"),),
        )
    terms = await bodies.terms_on(session, body_id, data.until)
    try:
        outcomes = rules.read(terms.content if terms else {}).attendance_outcomes
    except ValueError:
        raise RuleOutOfDate from None
    if data.outcome not in rules.codes(outcomes):
        raise Invalid(
            "The terms name what a review can come to.",
            fields=(FieldError("body.outcome", "is none of arrangements.attendance_outcomes"),),
        )
    report = await reports.attendance_of(session, body_id, data.until)
    found = next((one for one in report["members"]
                  if one["post_id"] == data.post_id and one["flagged"]), None)  # fmt: skip
    if found is None:
        raise NothingToReview
    review = AttendanceReview(
        ics=ics, id=ids(), body_id=body_id, meetings=found["meetings"], attended=found["attended"],
        recorded_at=now, recorded_by=recorded_by, **data.model_dump(),
    )  # fmt: skip
    session.add(review)
    await session.flush()
    return review


async def reviews(session: ReadSession, body_id: UUID) -> list[AttendanceReview]:
    """List the reviews of a body's members' attendance, newest first."""
    await bodies.get(session, body_id)
    return await repository.of_body(session, body_id)
