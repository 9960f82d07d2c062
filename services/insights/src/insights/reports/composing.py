"""How an insight report is put together out of what stood on its day. Pure."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args
from uuid import UUID

import orjson

from common.clock import day_in_england
from insights.ageing.decay import Clock
from insights.ageing.schemas import State
from insights.briefs.schemas import Named
from insights.citations.models import Decision, DecisionFeedback
from insights.findings.schemas import FindingContent
from insights.frameworks.rollup import Rollup
from insights.gaps.schemas import Cell
from insights.reports.periods import Span, Step, buckets
from insights.reports.schemas import (
    Answer,
    Bucket,
    Content,
    Counted,
    Done,
    Heard,
    OfCommunity,
    OfTheme,
    Shown,
)

Labels = Mapping[str, str]
"""Names of codes, by field and code: `themes:housing`."""


@dataclass(frozen=True)
class Rules:
    """How people are counted and evidence ages, on the day of the report."""

    threshold: int
    base: int
    clock: Clock
    strengths: Mapping[str, float]


@dataclass(frozen=True)
class Found:
    """A finding that stood on the day."""

    id: UUID
    reference: str
    organisation_id: UUID | None
    version: int
    content: FindingContent
    heard_on: date


def read(content: FindingContent, counted: Rollup, **of_it: Any) -> Found:
    """Read a finding, with its themes as the system's own that they count as on the day."""
    own = content.model_copy(update={"themes": counted.rolled(content.themes)})
    return Found(content=own, **of_it)


def people(numbers: Iterable[int | None], rules: Rules) -> Shown:
    """Give a sum of numbers of people after disclosure control.

    Any number from 1 to the threshold hides the sum, since the difference to another sum that
    shares the others would give it.
    """
    told = [number for number in numbers if number is not None]
    if not told:
        return Shown(number=None, status="unknown")
    if any(1 <= number <= rules.threshold for number in told):
        return Shown(number=None, status="suppressed")
    total = sum(told)
    return Shown(number=(total + rules.base // 2) // rules.base * rules.base, status="rounded")


def named(field: str, codes: Iterable[str], labels: Labels) -> list[Named]:
    """Give codes with their names, each once; a code without one is its own."""
    return [
        Named(code=code, label=labels.get(f"{field}:{code}", code)) for code in dict.fromkeys(codes)
    ]


def heard(
    found: Sequence[Found], names: Mapping[UUID, str], labels: Labels, rules: Rules,
    used: Mapping[UUID, list[str]],
) -> list[Heard]:  # fmt: skip
    """Show findings, those heard last first."""
    return [
        Heard(
            id=one.id,
            reference=one.reference,
            version=one.version,
            title=one.content.title,
            organisation_name=names.get(one.organisation_id) if one.organisation_id else None,
            heard_on=one.heard_on,
            ageing=rules.clock.age_of(one.heard_on, one.content.themes).state,
            strength=_strength(one, labels),
            themes=named("themes", one.content.themes, labels),
            communities=named("communities", one.content.communities, labels),
            places=named("places", one.content.places, labels),
            people=people([one.content.people_heard], rules),
            used_in=used.get(one.id, []),
        )
        for one in sorted(found, key=lambda one: (-one.heard_on.toordinal(), one.reference))
    ]


def communities(
    found: Sequence[Found], earlier: Sequence[Found], labels: Labels, rules: Rules
) -> list[OfCommunity]:
    """Show each community for itself, those of the period before too; by name."""
    now, before = _by(found, "communities"), _by(earlier, "communities")
    groups = []
    for one in named("communities", sorted({*now, *before}), labels):
        of_it = now.get(one.code, [])
        groups.append(
            OfCommunity(
                **one.model_dump(),
                findings=len(of_it),
                earlier=len(before.get(one.code, [])),
                people=people([each.content.people_heard for each in of_it], rules),
                last_heard=max((each.heard_on for each in of_it), default=None),
                themes=named(
                    "themes", sorted({t for each in of_it for t in each.content.themes}), labels
                ),
                references=_references(of_it),
            )
        )
    return sorted(groups, key=lambda group: (group.label.casefold(), group.code))


def themes(
    found: Sequence[Found], earlier: Sequence[Found], labels: Labels, rules: Rules
) -> list[OfTheme]:
    """Show each theme, that with the most findings first."""
    now, before = _by(found, "themes"), _by(earlier, "themes")
    groups = []
    for one in named("themes", sorted({*now, *before}), labels):
        of_it = now.get(one.code, [])
        strongest = max(
            (each for each in of_it if each.content.strength),
            key=lambda each: rules.strengths.get(each.content.strength or "", 0.0),
            default=None,
        )
        states = [rules.clock.age_of(each.heard_on, [one.code]).state for each in of_it]
        groups.append(
            OfTheme(
                **one.model_dump(),
                findings=len(of_it),
                earlier=len(before.get(one.code, [])),
                strongest=None if strongest is None else _strength(strongest, labels),
                fresh=states.count("fresh"),
                references=_references(of_it),
            )
        )
    return sorted(groups, key=lambda g: (-g.findings, -g.earlier, g.label.casefold(), g.code))


def trend(found: Sequence[Found], earlier: Span, now: Span, step: Step) -> list[Bucket]:
    """Count findings by month or quarter, from the period before on."""
    whole = Span(earlier.since, now.until)
    return [
        Bucket(
            label=label,
            since=span.since,
            until=span.until,
            findings=sum(span.holds(one.heard_on) and whole.holds(one.heard_on) for one in found),
            within=span.until >= now.since,
        )
        for label, span in buckets(whole, step)
    ]


def strengths(found: Sequence[Found], labels: Labels, rules: Rules) -> list[Counted]:
    """Count findings by strength, the strongest first, then those that are not rated."""
    counts: dict[str, int] = defaultdict(int)
    for one in found:
        counts[one.content.strength or ""] += 1
    ordered = sorted((code for code in counts if code), key=lambda c: -rules.strengths.get(c, 0.0))
    rated = [
        Counted(**one.model_dump(), findings=counts[one.code])
        for one in named("strength", ordered, labels)
    ]
    rest = counts.get("", 0)
    return rated + ([Counted(code=None, label="Not rated", findings=rest)] if rest else [])


def ages(found: Sequence[Found], rules: Rules) -> list[Counted]:
    """Count findings that are fresh, ageing and old."""
    states = [rules.clock.age_of(one.heard_on, one.content.themes).state for one in found]
    return [
        Counted(code=state, label=state.capitalize(), findings=states.count(state))
        for state in get_args(State)
    ]


def done(
    cited: Sequence[tuple[Decision, UUID]],
    said: Sequence[DecisionFeedback],
    references: Mapping[UUID, str],
) -> list[Done]:
    """Show the decisions that rely on findings, by day, with what those who spoke were told."""
    relied: dict[UUID, list[str]] = defaultdict(list)
    found: dict[UUID, Decision] = {}
    for decision, finding_id in cited:
        found[decision.id] = decision
        if references[finding_id] not in relied[decision.id]:
            relied[decision.id].append(references[finding_id])
    corrected = {
        one.corrects_id: day_in_england(one.published_at) for one in said if one.corrects_id
    }
    return [
        Done(
            id=decision.id,
            reference=decision.reference,
            title=decision.title,
            outcome=decision.outcome,
            body_name=decision.body_name,
            decided_on=decision.decided_on,
            findings=sorted(relied[decision.id]),
            answers=[
                Answer(you_said=one.you_said, we_did=one.we_did, did_not=one.did_not,
                       published_on=day_in_england(one.published_at),
                       corrected_on=corrected.get(one.id))
                for one in said
                if one.decision_id == decision.id
            ],
        )
        for decision in found.values()
    ]  # fmt: skip


def cells(found: Sequence[Found]) -> list[Cell]:
    """Give what was heard as cells of theme and community, to tell who was not heard."""
    return [
        Cell(theme=theme, community=community, place=None, findings=1,
             people=one.content.people_heard, without_people=0, small=0, score=0.0,
             strongest=one.content.strength, last_heard=one.heard_on)
        for one in found
        for theme in _each(one.content.themes)
        for community in _each(one.content.communities)
    ]  # fmt: skip


def _each(codes: Sequence[str]) -> Sequence[str | None]:
    return codes or [None]


def digest(content: Content) -> str:
    """Give the SHA-256 of what a report says, in hexadecimal."""
    said = content.model_dump(mode="json")
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def without(
    content: Content, findings: Collection[UUID], decisions: Collection[UUID]
) -> tuple[Content, list[str]]:
    """Take out what may not be read any more; give the references too."""
    blanked = [one.reference for one in content.findings if one.id in findings]
    blanked += [one.reference for one in content.done if one.id in decisions]
    kept = [
        one.model_copy(update={"title": None}) if one.id in findings else one
        for one in content.findings
    ]
    told = [
        one.model_copy(update={"title": None, "answers": []}) if one.id in decisions else one
        for one in content.done
    ]
    return content.model_copy(update={"findings": kept, "done": told}), blanked


def _strength(one: Found, labels: Labels) -> Named | None:
    code = one.content.strength
    return named("strength", [code], labels)[0] if code else None


def _by(found: Sequence[Found], field: str) -> dict[str, list[Found]]:
    groups: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        for code in dict.fromkeys(getattr(one.content, field)):
            groups[code].append(one)
    return groups


def _references(found: Sequence[Found]) -> list[str]:
    return sorted(one.reference for one in found)
