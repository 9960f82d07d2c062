"""Annual reports (rule 16): drafted, approved by somebody, published, and then never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.personal_data import check
from governance.annual_reports import composing, gathering, presentation, repository
from governance.annual_reports.errors import (
    AnnualReportExists,
    AnnualReportNotFound,
    AnnualReportState,
)
from governance.annual_reports.models import AnnualReport
from governance.annual_reports.schemas import (
    AnnualReportIn,
    AnnualReportOut,
    Content,
    NoteCode,
    NotesPatch,
    RecomputedOut,
)
from governance.decisions.service import Clerk

_FISCAL = (4, 1)
"""Month and day on which a financial year begins (NHS Act 2006, section 275)."""


@dataclass(frozen=True)
class Seen:
    """Who reads a report: whether drafts too, and on what day."""

    manages: bool
    today: date


def last_year(today: date) -> tuple[date, date]:
    """Give the first and the last day of the last financial year that is over."""
    begun = date(today.year, *_FISCAL)
    begins = begun if begun <= today else begun.replace(year=begun.year - 1)
    return begins.replace(year=begins.year - 1), begins - date.resolution


async def draft(
    session: WriteSession, ics: SystemCode, data: AnnualReportIn, clerk: Clerk,
    *, ids: NewId = new_id,
) -> AnnualReport:  # fmt: skip
    """Draft a report, or a correction of one that is published.

    Raises:
        BodyNotFound: if this system has no such body.
        Invalid: if the days don't fit, a note reads like personal data, or what it corrects is no
            published report of the same body and days.
    """
    today = day_in_england(clerk.now)
    since, until = last_year(today)
    if data.since is not None and data.until is not None:
        since, until = data.since, data.until
    _check_days(since, until, today)
    _check_notes(data.notes)
    await gathering.body_name(session, data.body_id)
    if data.corrects_id is not None:
        old = await repository.find(session, data.corrects_id)
        asked = (data.body_id, since, until)
        if old is None or old.state != "published" or (old.body_id, old.since, old.until) != asked:
            raise Invalid(
                "Only a published report of the same body and days can be corrected.",
                fields=(FieldError("body.corrects_id", "is no such report"),),
            )
    report = AnnualReport(
        ics=ics,
        id=ids(),
        body_id=data.body_id,
        since=since,
        until=until,
        feedback_days=data.feedback_days,
        state="draft",
        notes=dict(data.notes),
        corrects_id=data.corrects_id,
        correction_reason=data.correction_reason,
        created_at=clerk.now,
        created_by=clerk.subject,
        version=1,
    )
    session.add(report)
    await session.flush()
    return report


async def read(session: ReadSession, report_id: UUID, seen: Seen) -> AnnualReportOut:
    """Read a report: a draft as the record stands now, another as it was approved.

    Raises:
        AnnualReportNotFound: if there is none, or the reader may not know of it.
    """
    return await presentation.shown(session, await get(session, report_id, seen), seen.today)


async def get(session: ReadSession, report_id: UUID, seen: Seen) -> AnnualReport:
    """Give a report.

    Raises:
        AnnualReportNotFound: if there is none, or the reader may not know of it.
    """
    report = await repository.find(session, report_id)
    if report is None or (report.state != "published" and not seen.manages):
        raise AnnualReportNotFound
    return report


async def for_change(session: WriteSession, report_id: UUID) -> AnnualReport:
    """Give a report, locked.

    Raises:
        AnnualReportNotFound: if this system has none with that id.
    """
    report = await repository.for_change(session, report_id)
    if report is None:
        raise AnnualReportNotFound
    return report


async def page(session: ReadSession, request: PageRequest, seen: Seen) -> Page[AnnualReport]:
    """List reports, those drafted last first; to those who don't manage them, what is published."""
    return await repository.page(session, request, published_only=not seen.manages)


async def change(session: WriteSession, report: AnnualReport, patch: NotesPatch) -> None:
    """Write notes of a draft; it must be locked.

    Raises:
        AnnualReportState: if it is no draft.
        Invalid: if a note reads like personal data.
    """
    _require(report, "draft")
    _check_notes({name: text for name, text in patch.notes.items() if text is not None})
    notes = report.notes | dict(patch.notes)
    report.notes = {name: text for name, text in notes.items() if text is not None}
    await _move(session, report)


async def approve(
    session: WriteSession, report: AnnualReport, approved_as: str, clerk: Clerk
) -> None:
    """Approve a draft in a role: from now on it says what it says now. It must be locked.

    Raises:
        AnnualReportState: if it is no draft.
        Invalid: if the role reads like personal data.
    """
    _require(report, "draft")
    _refuse_personal_data([("body.approved_as", approved_as)])
    content = await presentation.compose(session, report, day_in_england(clerk.now))
    report.content = content.model_dump(mode="json")
    report.digest = composing.digest(content, report.notes)
    report.state = "approved"
    report.approved_at, report.approved_by = clerk.now, clerk.subject
    report.approved_as = approved_as
    await _move(session, report)


async def reopen(session: WriteSession, report: AnnualReport) -> None:
    """Make a draft of an approved report again; it must be locked.

    Raises:
        AnnualReportState: if it is not approved, or published.
    """
    _require(report, "approved")
    report.state = "draft"
    report.content = report.digest = None
    report.approved_at = report.approved_by = report.approved_as = None
    await _move(session, report)


async def publish(session: WriteSession, report: AnnualReport, clerk: Clerk) -> None:
    """Publish an approved report, for good; it must be locked. Again it changes nothing.

    Raises:
        AnnualReportState: if nobody approved it.
        AnnualReportExists: if its body has a published report on those days that it does not
            correct, or what it corrects was corrected already.
    """
    if report.state == "published":
        return
    _require(report, "approved")
    report.state = "published"
    report.published_at, report.published_by = clerk.now, clerk.subject
    try:
        await _move(session, report)
    except IntegrityError:
        raise AnnualReportExists from None


async def published(session: ReadSession) -> Sequence[AnnualReport]:
    """List what is published, those of the latest period first."""
    return await repository.published(session)


async def corrections(session: ReadSession, reports: Sequence[AnnualReport]) -> dict[UUID, UUID]:
    """Give the published correction of each report that has one."""
    return await repository.corrected_by(session, [one.id for one in reports])


async def recompute(session: ReadSession, report: AnnualReport, today: date) -> RecomputedOut:
    """Compose a report again from the record as it stands, and say which figures would differ.

    Raises:
        AnnualReportState: if it is a draft, which is always composed anew.
    """
    if report.content is None or report.digest is None:
        raise AnnualReportState("A draft is composed whenever it is read. Approve it first.")
    now = await presentation.compose(session, report, today)
    figures, changed = composing.changed(Content.model_validate(report.content), now)
    return RecomputedOut(
        report_id=report.id, digest=report.digest, on=today, figures=figures, changed=changed
    )


async def _move(session: WriteSession, report: AnnualReport) -> None:
    report.version += 1
    await session.flush()


def _require(report: AnnualReport, state: str) -> None:
    if report.state != state:
        said = {
            "draft": "Only a draft can be changed or approved. Reopen an approved report; a "
            "published one is followed by a correction.",
            "approved": "Somebody has to approve it first, and it must not be published.",
        }
        raise AnnualReportState(f"It is {report.state}. {said[state]}")


def _check_days(since: date, until: date, today: date) -> None:
    wrong = []
    if until < since:
        wrong.append(FieldError("body.until", "must not be before since"))
    if until > today:
        wrong.append(FieldError("body.until", "must not be to come"))
    if wrong:
        raise Invalid("A report is on days that are over.", fields=tuple(wrong))


def _check_notes(notes: Mapping[NoteCode, str]) -> None:
    _refuse_personal_data([(f"body.notes.{name}", text) for name, text in notes.items()])


def _refuse_personal_data(texts: list[tuple[str, str]]) -> None:
    hits = check(texts)
    if hits:
        raise Invalid(
            "Leave out what reads like personal data: this is published.",
            fields=tuple(FieldError(hit.field, hit.message) for hit in hits),
        )
