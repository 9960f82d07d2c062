"""How a brief is put together out of findings: pure, so that the same findings say the same.

A finding *weighs* its strength times 2^(-age / half-life): the measure of `insights.gaps`, with the
shortest half-life among its themes. A brief holds the weightiest. Communities stand each for
itself: they overlap, and nothing is added over them (rules 8 and 10).

**Numbers of people** pass disclosure control, whoever a brief is for, since it goes into papers:
from 1 to the threshold none is shown, above it they are rounded. A brief for partners that was made
before this was so keeps the numbers that it was made with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from uuid import UUID

import orjson

from common.clock import day_in_england
from insights.ageing.decay import Clock
from insights.ageing.schemas import Ageing
from insights.briefs.repository import Pinned, Standing
from insights.briefs.schemas import (
    Asked,
    BriefFindingOut,
    BriefOut,
    Comparable,
    Frame,
    Gone,
    HeardOf,
    Measure,
    Named,
)
from insights.findings.schemas import FindingContent, content_of
from insights.gaps.schemas import Cell, PeopleStatus
from insights.replies.shown import ReplyShown, told

HELD = 100
"""Findings of a brief, at most."""
COMPARED = 10
"""Pairs that are worth comparing, at most."""
_OF_NOW = {"id", "made_at", "withdrawn", "not_shown", "digest", "as_made"}
_SINCE = {"since", "replies"}
"""What isn't part of what a brief says: it changes with who reads it, and when."""


@dataclass(frozen=True)
class Weighed:
    """A finding that stood on the day, with its age and its weight."""

    standing: Standing
    content: FindingContent
    ageing: Ageing
    weight: float

    @property
    def key(self) -> tuple[float, str]:
        """Give the place in the order: the weightiest first, then by reference."""
        return (-self.weight, self.standing.reference)


def weighed(standing: Standing, as_of: date, measure: Measure) -> Weighed:
    """Weigh a finding as of a day."""
    content = content_of(standing.content)
    heard_on = content.heard_to or day_in_england(standing.first_published_at)
    ageing = Clock(as_of, measure.half_life_days, measure.half_lives).age_of(
        heard_on, measure.own(content.themes)
    )
    strength = measure.strengths.get(content.strength or "", measure.unrated_strength)
    return Weighed(standing, content, ageing, round(strength * ageing.weight, 4))


def cells(found: Iterable[Weighed], measure: Measure) -> list[Cell]:
    """Give what was heard as cells of theme and community, to tell who was not heard."""
    return [
        Cell(
            theme=theme,
            community=community,
            place=None,
            findings=1,
            people=one.content.people_heard,
            without_people=int(one.content.people_heard is None),
            small=0,
            score=one.weight,
            strongest=one.content.strength,
            last_heard=one.ageing.heard_on,
        )
        for one in found
        for theme in _each(measure.own(one.content.themes))
        for community in _each(one.content.communities)
    ]


def _each(codes: Sequence[str]) -> Sequence[str | None]:
    return codes or [None]


def fill(
    brief: BriefOut,
    pinned: Sequence[Pinned],
    frame: Frame,
    replies: Mapping[UUID, list[ReplyShown]],
) -> BriefOut:
    """Fill a brief with those of its findings that its reader may see and that still stand, and
    with what was replied to them."""
    shown = [one for one in pinned if one.visible and one.withdrawn_at is None]
    found = [weighed(one.standing, brief.as_of, frame.measure) for one in shown]
    kept = {one.standing.finding_id for one in found}
    filled = brief.model_copy(
        update={
            "findings": [
                _shown(one, pin, brief, frame).model_copy(
                    update={"replies": told(replies.get(one.standing.finding_id, []))}
                )
                for one, pin in zip(found, shown, strict=True)
            ],
            "communities": _by_community(found, frame),
            "of_nobody_named": [
                one.standing.reference for one in found if not one.content.communities
            ],
            "contradictions": [
                pair for pair in frame.contradictions if {pair.first, pair.second} <= kept
            ],
            "worth_comparing": _worth_comparing(found, frame),
            "withdrawn": [
                Gone(
                    reference=one.standing.reference,
                    withdrawn_at=one.withdrawn_at,
                    reason=one.withdrawn_reason,
                )
                for one in pinned
                if one.visible and one.withdrawn_at is not None
            ],
            "not_shown": sum(not one.visible for one in pinned),
        }
    )
    said = digest(filled)
    return filled.model_copy(
        update={"as_made": brief.digest in ("", said), "digest": brief.digest or said}
    )


def digest(brief: BriefOut) -> str:
    """Give the SHA-256 of what a brief says, in hexadecimal."""
    said = brief.model_dump(mode="json", exclude=_OF_NOW)
    for later in ("whole_system", "by_question"):  # so briefs of before say what they said
        if not said[later]:
            del said[later]
    said["findings"] = [
        {name: value for name, value in one.items() if name not in _SINCE}
        for one in said["findings"]
    ]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _shown(one: Weighed, pin: Pinned, brief: BriefOut, frame: Frame) -> BriefFindingOut:
    content, standing = one.content, one.standing
    exact = brief.visibility != "public" and not frame.measure.controls_all
    people, status = _people(content.people_heard, frame.measure, exact=exact)
    return BriefFindingOut(
        id=standing.finding_id,
        reference=standing.reference,
        version=standing.version,
        title=content.title,
        summary=content.summary,
        organisation_name=frame.names.get(str(standing.organisation_id)),
        communities=named("communities", content.communities, frame.labels),
        places=named("places", content.places, frame.labels),
        themes=named("themes", content.themes, frame.labels),
        methods=named("methods", content.methods, frame.labels),
        people=people,
        people_status=status,
        strength=next(
            iter(named("strength", [content.strength] if content.strength else [], frame.labels)),
            None,
        ),
        heard_from=content.heard_from,
        heard_to=content.heard_to,
        ageing=one.ageing,
        weight=one.weight,
        recommendations=content.recommendations,
        limits=content.limits,
        since=_since(pin),
    )


def _since(pin: Pinned) -> str | None:
    if pin.state == "superseded":
        return "superseded"
    newer = pin.published_version is not None and pin.published_version > pin.standing.version
    return "newer_version" if newer else None


def _people(
    number: int | None, measure: Measure, *, exact: bool
) -> tuple[int | None, PeopleStatus]:
    if number is None:
        return None, "unknown"
    if exact:
        return number, "exact"
    if 1 <= number <= measure.suppression_threshold:
        return None, "suppressed"
    base = measure.rounding_base
    return (number + base // 2) // base * base, "rounded"


def named(field: str, codes: Iterable[str], labels: Mapping[str, str]) -> list[Named]:
    """Give codes of a field with their names; a code without one is its own."""
    return [Named(code=code, label=labels.get(f"{field}:{code}", code)) for code in codes]


def _by_community(found: Sequence[Weighed], frame: Frame) -> list[HeardOf]:
    heard: dict[str, list[str]] = {}
    for one in found:
        for code in dict.fromkeys(one.content.communities):
            heard.setdefault(code, []).append(one.standing.reference)
    groups = [
        HeardOf(code=one.code, label=one.label, findings=heard[one.code])
        for one in named("communities", heard, frame.labels)
    ]
    return sorted(groups, key=lambda group: (group.label.casefold(), group.code))


def _worth_comparing(found: Sequence[Weighed], frame: Frame) -> list[Comparable]:
    """Pair findings of different depositors about the same theme and community, those first that
    weigh most together."""
    pairs: list[tuple[float, Comparable]] = []
    for one, other in combinations(found, 2):
        themes = _both(one.content.themes, other.content.themes)
        communities = _both(one.content.communities, other.content.communities)
        apart = one.standing.organisation_id != other.standing.organisation_id
        if apart and themes and communities:
            pair = Comparable(
                first=one.standing.reference,
                second=other.standing.reference,
                themes=[each.label for each in named("themes", themes, frame.labels)],
                communities=[
                    each.label for each in named("communities", communities, frame.labels)
                ],
            )
            pairs.append((one.weight + other.weight, pair))
    pairs.sort(key=lambda each: -each[0])
    return [pair for _, pair in pairs[:COMPARED]]


def _both(one: Sequence[str], other: Sequence[str]) -> list[str]:
    return [code for code in dict.fromkeys(one) if code in set(other)]


def codes_in(found: Iterable[Weighed], asked: Asked) -> dict[str, set[str]]:
    """Give the codes that a brief names, by field."""
    fields = ("themes", "communities", "places", "methods")
    contents = [one.content for one in found]
    used = {
        field: {code for one in (*contents, asked) for code in getattr(one, field)}
        for field in fields
    }
    return used | {"strength": {one.strength for one in contents if one.strength}}
