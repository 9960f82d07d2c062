"""A report as it is read: composed from the record, or as it was approved."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from governance.annual_reports import composing, gathering, repository, year
from governance.annual_reports.addresses import found_at
from governance.annual_reports.models import AnnualReport
from governance.annual_reports.schemas import AnnualReportOut, AnnualReportSummary, Content
from governance.annual_reports.year import Span
from governance.vocabularies import service as vocabularies


async def compose(session: ReadSession, report: AnnualReport, on: date) -> Content:
    """Compose what a report says from the record as it stands."""
    ics = SystemCode(report.ics)
    span = Span(report.body_id, report.since, report.until)
    earlier = Span(
        report.body_id,
        composing.year_before(report.since),
        composing.year_before(report.until),
    )
    now = await gathering.gather(session, ics, span, on, report.feedback_days)
    before = await gathering.gather(session, ics, earlier, on, report.feedback_days)
    labels = await vocabularies.labels(session, report.until)
    codes = [code for name, code in labels if name == vocabularies.PRINCIPLE]
    _, name = await vocabularies.names(session, ics)
    return composing.compose(
        now, before, labels, codes,
        system_name=name, body_name=await gathering.body_name(session, report.body_id),
    )  # fmt: skip


async def shown(session: ReadSession, report: AnnualReport, today: date) -> AnnualReportOut:
    """Give a report with the addresses of its records, without what may not be read any more."""
    frozen = None if report.content is None else Content.model_validate(report.content)
    whole = frozen or await compose(session, report, today)
    content, blanked = composing.without(whole, await _gone(session, whole))
    slug, _ = await vocabularies.names(session, SystemCode(report.ics))
    digest = report.digest or composing.digest(whole, report.notes)
    summary = AnnualReportSummary.model_validate(report)
    return AnnualReportOut(
        **summary.model_dump(),
        feedback_days=report.feedback_days,
        correction_reason=report.correction_reason,
        corrected_by=(await repository.corrected_by(session, [report.id])).get(report.id),
        approved_as=report.approved_as,
        notes=report.notes,
        content=content,
        records={key: found_at(one, report.ics, slug) for key, one in content.records.items()},
        blanked=blanked,
        digest=digest,
        as_approved=digest == composing.digest(content, report.notes),
    )


async def _gone(session: ReadSession, content: Content) -> set[tuple[str, UUID]]:
    ids: dict[str, set[UUID]] = {"decision": set(), "finding": set(), "activity": set()}
    for one in content.records.values():
        if one.kind in ids:
            ids[one.kind].add(one.id)
        if one.kind == "feedback" and one.under is not None:
            ids["decision"].add(one.under)
    return await year.blanked(session, ids["decision"], ids["finding"], ids["activity"])
