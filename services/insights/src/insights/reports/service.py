"""Insight reports: composed once, kept as said, published as an item of the library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid, NotFound
from insights.ageing import service as ageing
from insights.ageing.decay import Clock
from insights.ageing.models import EvidenceRule
from insights.audience import Reader
from insights.findings import publishing
from insights.findings import service as findings
from insights.findings.access import Act
from insights.findings.schemas import content_of
from insights.frameworks import service as frameworks
from insights.gaps import coverage
from insights.gaps.schemas import GapQuery
from insights.gaps.schemas import Heard as HowHeard
from insights.organisations import service as organisations
from insights.reports import composing, feeling, repository
from insights.reports.composing import Found, Rules
from insights.reports.errors import InsightReportNotFound, InsightReportPublished
from insights.reports.item import item_of
from insights.reports.models import InsightReport
from insights.reports.periods import Span, before
from insights.reports.schemas import (
    Content,
    InsightReportIn,
    InsightReportOut,
    InsightReportSummary,
    Missing,
)
from insights.reports.wording import title
from insights.vocabularies import service as vocabularies
from insights.vocabularies.models import System
from insights.vocabularies.service import COMMUNITIES, PLACES, SOURCES, STRENGTHS, codes_of

CONSIDERED = 5_000
"""Findings that a report can rest on, at most, with those of the period before."""
PUBLISHED = 500
"""Reports of the public list, at most."""
_FIELDS = {"communities": COMMUNITIES, "strength": STRENGTHS}


@dataclass(frozen=True)
class _Basis:
    """What a report is composed by."""

    system: System
    rule: EvidenceRule
    rules: Rules
    labels: dict[str, str]


async def make(
    session: WriteSession, ics: SystemCode, data: InsightReportIn, maker: Reader, *, now: datetime
) -> InsightReportOut:
    """Compose a report out of what stood on its day, and keep it as said.

    Raises:
        Invalid: if the place isn't known, the period or the day is to come, no rule of evidence
            was in force on it, or there is more than one report holds.
        OrganisationNotInBeing: if the maker's organisation isn't one of the system's today.
        NotFound: if the system was not loaded.
    """
    day = data.as_of or day_in_england(now)
    _check_days(data, day, day_in_england(now))
    await organisations.require_in_being(session, maker, now=now)
    places = [codes_of("body.place", PLACES, data.place)]
    await vocabularies.check_codes(session, places, on=day)
    content = await compose(session, data, day)
    report = InsightReport(
        ics=ics,
        id=new_id(),
        organisation_id=maker.organisation_id,
        visibility=data.visibility,
        place=data.place,
        since=data.since,
        until=data.until,
        step=data.step,
        as_of=day,
        content=content.model_dump(mode="json"),
        digest=composing.digest(content),
        made_at=now,
        made_by=maker.subject,
    )
    await repository.add(session, report)
    return await _shown(session, report)


async def read(session: ReadSession, report_id: UUID, reader: Reader) -> InsightReportOut:
    """Give a report as it was made, without what may not be read any more.

    Raises:
        InsightReportNotFound: if there is none, or the reader may not know of it.
    """
    report = await repository.get(session, report_id, reader)
    if report is None:
        raise InsightReportNotFound
    return await _shown(session, report)


async def page(session: ReadSession, reader: Reader, request: PageRequest) -> Page[InsightReport]:
    """Give the reports that the reader may see, the newest first."""
    return await repository.page(session, reader, request)


async def published(session: ReadSession) -> list[tuple[InsightReport, str]]:
    """Give the reports that everybody may read with their titles, those of the latest period
    first."""
    found = await repository.published(session, PUBLISHED)
    system = await vocabularies.system(session)
    places = await vocabularies.place_names(session)
    name = system.name if system else ""
    return [
        (one, title(places.get(one.place or "", one.place or name), Span(one.since, one.until)))
        for one in found
    ]


async def publish(session: WriteSession, act: Act, report_id: UUID) -> InsightReportOut:
    """Make a report an item of the library, for those whom it is for.

    Raises:
        InsightReportNotFound: if there is none, or it isn't the publisher's own.
        InsightReportPublished: if it is published.
        PersonalDataFound: if the item's words read like personal data.
    """
    report = await repository.for_change(session, report_id)
    if report is None or not act.reader.owns(report.organisation_id):
        raise InsightReportNotFound
    if report.finding_id is not None:
        raise InsightReportPublished
    content = Content.model_validate(report.content)
    item = await findings.create(
        session, act.ics, item_of(content), now=act.now, by=act.reader.subject,
        organisation=report.organisation_id, report_id=report.id,
    )  # fmt: skip
    item = await findings.submit(session, act, item.id, item.revision)
    item = await publishing.publish(session, act, item.id, item.revision)
    report.finding_id, report.published_at = item.id, act.now
    await session.flush()
    return await _shown(session, report)


async def compose(session: ReadSession, data: InsightReportIn, day: date) -> Content:
    """Compose what a report says of a day.

    Raises:
        Invalid, NotFound: as `make`.
    """
    span = Span(data.since, data.until)
    earlier = before(span)
    whole = Span(earlier.since, span.until)
    every = await repository.stood(session, data.visibility, whole, day, CONSIDERED + 1)
    if len(every) > CONSIDERED:
        raise Invalid("This is more than one report holds. Ask for a shorter period.")
    basis = await _basis(session, day)
    counted = await frameworks.rollup(session, day)
    known = [
        composing.read(content_of(one.content), counted, id=one.id, reference=one.reference,
                       organisation_id=one.organisation_id, version=one.version,
                       heard_on=one.heard_on)
        for one in every
    ]  # fmt: skip
    here = [one for one in known if data.place is None or data.place in one.content.places]
    found = [one for one in here if span.holds(one.heard_on)]
    old = [one for one in here if earlier.holds(one.heard_on)]
    references = {one.id: one.reference for one in found}
    cited = await repository.decisions(session, references, day)
    said = await repository.answers(session, {one.id for one, _ in cited}, day)
    used: dict[UUID, list[str]] = defaultdict(list)
    for decision, finding_id in cited:
        if decision.reference not in used[finding_id]:
            used[finding_id].append(decision.reference)
    depositors = {one.organisation_id for one in found if one.organisation_id is not None}
    names = await organisations.names(session, depositors)
    scored = []
    if data.place is None:
        scored = await repository.volumes(session, data.visibility, span, earlier, day)
    kinds = await vocabularies.labels(session, SOURCES)
    not_heard, through = await _gaps(session, found, basis.rule, day)
    rules, labels = basis.rules, basis.labels
    return Content(
        system_name=basis.system.name,
        place=None if data.place is None else composing.named("places", [data.place], labels)[0],
        since=span.since,
        until=span.until,
        earlier_since=earlier.since,
        earlier_until=earlier.until,
        step=data.step,
        as_of=day,
        visibility=data.visibility,
        findings=composing.heard(found, names, labels, rules, used),
        earlier_findings=len(old),
        whole_system=sum(
            data.place is not None and not one.content.places and span.holds(one.heard_on)
            for one in known
        ),
        of_nobody_named=sum(not one.content.communities for one in found),
        communities=composing.communities(found, old, labels, rules),
        themes=composing.themes(found, old, labels, rules),
        trend=composing.trend(here, earlier, span, data.step),
        strengths=composing.strengths(found, labels, rules),
        ages=composing.ages(found, rules),
        done=composing.done(cited, said, references),
        unused=sorted(one.reference for one in found if one.id not in used),
        not_heard=not_heard,
        heard_through=through,
        volumes=feeling.volumes(scored, {code: name for (_, code), name in kinds.items()}, rules),
        undated=feeling.undated(scored, rules),
    )


async def _shown(session: ReadSession, report: InsightReport) -> InsightReportOut:
    whole = Content.model_validate(report.content)
    gone = await repository.gone(
        session,
        report.visibility,
        {one.id for one in whole.findings},
        {one.id for one in whole.done},
    )
    content, blanked = composing.without(whole, *gone)
    summary = InsightReportSummary.model_validate(report)
    return InsightReportOut(
        **summary.model_dump(),
        content=content,
        blanked=blanked,
        digest=report.digest,
        as_made=report.digest == composing.digest(content),
    )


def _check_days(data: InsightReportIn, day: date, today: date) -> None:
    wrong = []
    if day > today:
        wrong.append(FieldError("body.as_of", "is after today"))
    if data.until > day:
        wrong.append(FieldError("body.until", "is after the day whose record counts"))
    if wrong:
        raise Invalid("Nothing is known yet of a day to come.", fields=tuple(wrong))


async def _basis(session: ReadSession, day: date) -> _Basis:
    system = await vocabularies.system(session)
    if system is None:
        raise NotFound("There is no such system, or it was not loaded yet.")
    rule = await ageing.rule_on(session, day)
    rules = Rules(
        threshold=system.suppression_threshold,
        base=system.rounding_base,
        clock=Clock(day, rule.half_life_days, rule.half_lives),
        strengths=rule.strengths,
    )
    fields = _FIELDS | {"themes": await frameworks.codes(session)}
    known = await vocabularies.labels(session, [name for each in fields.values() for name in each])
    labels = {
        f"{field}:{code}": label
        for field, names in fields.items()
        for name in reversed(names)
        for (vocabulary, code), label in known.items()
        if vocabulary == name
    }
    places = await vocabularies.place_names(session)
    labels |= {f"places:{code}": label for code, label in places.items()}
    return _Basis(system, rule, rules, labels)


async def _gaps(
    session: ReadSession, found: Sequence[Found], rule: EvidenceRule, day: date
) -> tuple[list[Missing], list[Missing]]:
    """Give the communities of whom nothing was heard, and those of whom narrower ones only."""
    measured = coverage.of_communities(
        composing.cells(found),
        GapQuery(day),
        rule,
        await vocabularies.listing(session, on=day),
        by_place=False,
    )

    def heard(how: HowHeard) -> list[Missing]:
        return [
            Missing(code=one.code, label=one.label, vocabulary=one.vocabulary)
            for one in measured
            if one.heard == how
        ]

    return heard("never"), heard("through_others")
