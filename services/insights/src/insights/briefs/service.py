"""Briefs: making one, and reading it again as it was (rule 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid, NotFound
from insights.ageing import service as ageing
from insights.ageing.models import EvidenceRule
from insights.audience import Reader
from insights.briefs import composing, repository
from insights.briefs.composing import Weighed
from insights.briefs.errors import BriefNotFound, NotForEverybody
from insights.briefs.models import Brief, BriefFinding
from insights.briefs.repository import Audience, Question
from insights.briefs.schemas import Asked, BriefIn, BriefOut, Frame, Measure, NotHeard
from insights.findings.content import check_words
from insights.frameworks import service as frameworks
from insights.frameworks.rollup import Rollup
from insights.gaps import coverage
from insights.gaps.schemas import Cell, GapQuery, Heard
from insights.organisations import service as organisations
from insights.replies import shown as replies
from insights.vocabularies import service as vocabularies
from insights.vocabularies.service import (
    COMMUNITIES,
    METHODS,
    PLACES,
    STRENGTHS,
    THEMES,
    Codes,
    check_codes,
)

CONSIDERED = 2_000
"""Findings that are weighed for a brief, at most: those heard last."""
_FIELDS = {
    "themes": THEMES,
    "communities": COMMUNITIES,
    "places": PLACES,
    "methods": METHODS,
    "strength": STRENGTHS,
}
"""Field of a finding → the vocabularies that its codes may come from."""


async def make(
    session: WriteSession, ics: SystemCode, data: BriefIn, maker: Reader, *, now: datetime
) -> BriefOut:
    """Make a brief out of what stood on its day, and keep which versions it rests on.

    Raises:
        PersonalDataFound: if the question or a note reads like personal data.
        Invalid: if a code isn't known, the day is to come, no rule of evidence was in force on it,
            or a contradiction names a finding that isn't in the brief.
        NotForEverybody: if it is to be public, and the maker only reads.
        OrganisationNotInBeing: if the maker's organisation isn't one of the system's today.
        NotFound: if the system was not loaded.
    """
    if data.visibility == "public" and "insights:deposit" not in maker.scopes:
        raise NotForEverybody
    as_of = data.as_of or day_in_england(now)
    if as_of > day_in_england(now):
        raise Invalid(
            "Nothing is known yet of a day to come.",
            fields=(FieldError("body.as_of", "is after today"),),
        )
    await organisations.require_in_being(session, maker, now=now)
    await _check(session, data, as_of)
    audience = Audience(data.visibility, maker.organisation_id, maker)
    counted = await frameworks.rollup(session, as_of)
    wide = data.model_copy(update={"themes": counted.spread(data.themes)})
    by_itself = None if _narrowed(data) else await _question(session, data.question, counted)
    stood, matched = await repository.standing(
        session, audience, wide, as_of, CONSIDERED, question=by_itself
    )
    left = await repository.of_whole_system(session, audience, wide, as_of) if data.places else 0
    rule = await ageing.rule_on(session, as_of)
    system, measure = await _measure(session, rule, counted)
    found = [composing.weighed(one, as_of, measure) for one in stood]
    held = sorted(found, key=lambda one: one.key)[: composing.HELD]
    _check_contradictions(data, held)
    not_heard, through = await _gaps(session, data, composing.cells(found, measure), rule, as_of)
    frame = Frame(
        measure=measure,
        system=system,
        matched=matched,
        considered=len(found),
        whole_system=left,
        by_question=by_itself is not None,
        labels=await _labels(session, composing.codes_in(held, data)),
        names=await _names(session, held),
        not_heard=not_heard,
        heard_through=through,
        contradictions=data.contradictions,
    )
    brief = Brief(
        ics=ics,
        id=new_id(),
        organisation_id=maker.organisation_id,
        visibility=data.visibility,
        question=data.question,
        asked=data.model_dump(mode="json", include=set(Asked.model_fields)),
        as_of=as_of,
        frame=frame.model_dump(mode="json"),
        digest="0" * 64,
        made_at=now,
        made_by=maker.subject,
    )
    findings = [
        BriefFinding(
            ics=ics,
            brief_id=brief.id,
            position=position,
            finding_id=one.standing.finding_id,
            version=one.standing.version,
        )
        for position, one in enumerate(held)
    ]
    await repository.add(session, brief, findings)
    made = await _filled(session, brief, maker, digest="")
    brief.digest = made.digest
    await session.flush()
    return made


async def read(session: ReadSession, brief_id: UUID, reader: Reader) -> BriefOut:
    """Give a brief as it was made, without what its reader may not see or was withdrawn since.

    Raises:
        BriefNotFound: if there is none, or the reader may not know of it.
    """
    brief = await repository.get(session, brief_id, reader)
    if brief is None:
        raise BriefNotFound
    return await _filled(session, brief, reader, digest=brief.digest)


async def page(session: ReadSession, reader: Reader, request: PageRequest) -> Page[Brief]:
    """Give the briefs that the reader may see, the newest first."""
    return await repository.page(session, reader, request)


async def _filled(session: ReadSession, brief: Brief, reader: Reader, *, digest: str) -> BriefOut:
    frame, asked = Frame.model_validate(brief.frame), Asked.model_validate(brief.asked)
    fields = ("themes", "communities", "places", "methods")
    bare = BriefOut(
        id=brief.id,
        question=brief.question,
        as_of=brief.as_of,
        visibility=brief.visibility,
        organisation_id=brief.organisation_id,
        made_at=brief.made_at,
        asked=asked,
        asked_labels={
            one.code: one.label
            for field in fields
            for one in composing.named(field, getattr(asked, field), frame.labels)
        },
        system_name=frame.system,
        matched=frame.matched,
        considered=frame.considered,
        whole_system=frame.whole_system,
        by_question=frame.by_question,
        findings=[],
        communities=[],
        of_nobody_named=[],
        not_heard=frame.not_heard,
        heard_through_others=frame.heard_through,
        contradictions=[],
        worth_comparing=[],
        withdrawn=[],
        not_shown=0,
        digest=digest,
        as_made=True,
    )
    pinned = await repository.pinned(session, brief.id, reader)
    said = await replies.of_findings(session, [one.standing.finding_id for one in pinned])
    return composing.fill(bare, pinned, frame, said)


def _narrowed(data: BriefIn) -> bool:
    return any(getattr(data, name) for name in Asked.model_fields)


async def _question(session: ReadSession, text: str, counted: Rollup) -> Question:
    known = await vocabularies.listing(session, on=counted.day)
    labels = vocabularies.names_in(known, THEMES)
    named = await repository.themes_named(session, text, labels)
    return Question(text, counted.spread(named))


async def _check(session: ReadSession, data: BriefIn, as_of: date) -> None:
    check_words(
        [
            ("body.question", data.question),
            *(
                (f"body.contradictions[{index}].note", each.note)
                for index, each in enumerate(data.contradictions)
            ),
        ]
    )
    await check_codes(
        session,
        [
            Codes("body.themes", await frameworks.codes(session), data.themes),
            Codes("body.communities", COMMUNITIES, data.communities),
            Codes("body.places", PLACES, data.places),
            Codes("body.methods", METHODS, data.methods),
        ],
        on=as_of,
    )


def _check_contradictions(data: BriefIn, held: list[Weighed]) -> None:
    known = {one.standing.finding_id for one in held}
    wrong = tuple(
        FieldError(f"body.contradictions[{index}].{name}", "is no finding of this brief")
        for index, each in enumerate(data.contradictions)
        for name in ("first", "second")
        if getattr(each, name) not in known
    )
    if wrong:
        raise Invalid("A contradiction is between two findings of the brief.", fields=wrong)


async def _measure(
    session: ReadSession, rule: EvidenceRule, counted: Rollup
) -> tuple[str, Measure]:
    system = await vocabularies.system(session)
    if system is None:
        raise NotFound("There is no such system, or it was not loaded yet.")
    measure = Measure(
        half_life_days=rule.half_life_days,
        half_lives=rule.half_lives,
        strengths=rule.strengths,
        unrated_strength=rule.unrated_strength,
        suppression_threshold=system.suppression_threshold,
        rounding_base=system.rounding_base,
        controls_all=True,
        counts_as={code: list(own) for code, own in counted.own.items()},
    )
    return system.name, measure


async def _gaps(
    session: ReadSession,
    asked: Asked,
    cells: Sequence[Cell],
    rule: EvidenceRule,
    as_of: date,
) -> tuple[list[NotHeard], list[NotHeard]]:
    """Give the communities of whom nothing was found, and those of whom narrower ones only."""
    measured = coverage.of_communities(
        cells,
        GapQuery(as_of, asked.themes, asked.communities),
        rule,
        await vocabularies.listing(session, on=as_of),
        by_place=False,
    )

    def heard(how: Heard) -> list[NotHeard]:
        return [
            NotHeard(code=one.code, label=one.label, vocabulary=one.vocabulary)
            for one in measured
            if one.heard == how
        ]

    return heard("never"), heard("through_others")


async def _labels(session: ReadSession, used: Mapping[str, set[str]]) -> dict[str, str]:
    """Give the names of codes by field; of a code in several vocabularies, the first one's."""
    fields = _FIELDS | {"themes": await frameworks.codes(session)}
    known = await vocabularies.labels(session, [name for each in fields.values() for name in each])
    places = await vocabularies.place_names(session)
    labels: dict[str, str] = {}
    for field, names in fields.items():
        for code in used[field]:
            found = [known[name, code] for name in names if (name, code) in known]
            if field == "places":
                found = [places[code]] if code in places else []
            if found:
                labels[f"{field}:{code}"] = found[0]
    return labels


async def _names(session: ReadSession, held: Sequence[Weighed]) -> dict[str, str]:
    ids = {one.standing.organisation_id for one in held} - {None}
    names = await organisations.names(session, {one for one in ids if one is not None})
    return {str(identifier): name for identifier, name in names.items()}
