"""The system file's part that the panel reads, and what it answers about systems."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from common.web.schemas import Model
from panel.disclosure import Rule
from panel.vocabularies.dimensions import PREFER_NOT_TO_SAY, TOPICS


class _FilePart(BaseModel):
    """A part of the file; other services read other parts, so what isn't known is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class SettingsInFile(_FilePart):
    """Settings of a system's panel."""

    suppression_threshold: int = Field(default=7, ge=1)
    rounding_base: int = Field(default=5, ge=1)
    minimum_age: int = Field(default=16, ge=0, le=120)
    weighting_dimensions: list[str] = Field(
        default=["place", "age_band", "sex", "ethnic_group", "disability"]
    )
    weight_cap: float = Field(default=5, gt=1, le=100)
    least_effective: int = Field(default=30, ge=1)
    panel_target: int | None = Field(default=None, ge=1, le=10_000_000)

    @model_validator(mode="after")
    def _are_a_rule(self) -> Self:
        rule = Rule(self.suppression_threshold, self.rounding_base)
        if not rule.can_be_kept:
            raise ValueError(
                f"the suppression threshold must be {rule.doubt} or more where the rounding base "
                f"is {rule.base}: a small count that is hidden could be guessed otherwise"
            )
        return self


class PlaceInFile(_FilePart):
    """A place."""

    code: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    name: str = Field(min_length=1)
    population: int = Field(ge=0)
    authorities: list[str] = []
    localities: list[dict[str, Any]] = []


class PopulationInFile(_FilePart):
    """A figure of a place's population."""

    place: str
    dimension: str
    category: str
    people: int = Field(ge=0)
    source: str


class TermInFile(_FilePart):
    """A term of a vocabulary."""

    code: str = Field(min_length=1, max_length=60)
    label: str = Field(min_length=1)
    parent: str | None = None
    rules_out: list[str] = []
    asks_for: list[str] = []
    own_language: bool = False
    why: str | None = Field(default=None, min_length=1)
    """Why people are asked this; needed of topics (`panel.topics`)."""

    def access(self) -> dict[str, Any]:
        """Give what a communication need means for messages; empty for other terms."""
        said = {
            "rules_out": self.rules_out,
            "asks_for": self.asks_for,
            "own_language": self.own_language,
        }
        return said if any(said.values()) else {}


class VocabularyInFile(_FilePart):
    """A version of a vocabulary."""

    code: str = Field(min_length=1, max_length=60)
    version: str = Field(min_length=1, max_length=60)
    valid_from: date
    valid_to: date | None = None
    question: str | None = Field(default=None, min_length=1)
    why: str | None = Field(default=None, min_length=1)
    terms: list[TermInFile]

    @model_validator(mode="after")
    def _topics_say_why(self) -> Self:
        if self.code not in TOPICS:
            return self
        headings = {term.parent for term in self.terms}
        mute = [
            term.code
            for term in self.terms
            if not term.why and term.code not in headings | {PREFER_NOT_TO_SAY}
        ]
        if not self.question or not self.why or mute:
            raise ValueError(f"a list of topics says what is asked and why, each term too: {mute}")
        return self


class BurdenLimitInFile(_FilePart):
    """How many contacts a person, or a community, may have in any so many days."""

    scope: Literal["person", "community"]
    valid_from: date
    valid_to: date | None = None
    contacts: int = Field(ge=1)
    days: int = Field(ge=1, le=3650)


class _Span(_FilePart):
    """Something that is in force on some days."""

    valid_from: date
    valid_to: date | None = None

    def meets(self, other: _Span) -> bool:
        """Say whether there is a day on which both are in force."""
        ends, other_ends = self.valid_to or date.max, other.valid_to or date.max
        return self.valid_from <= other_ends and other.valid_from <= ends


class RewardKindInFile(_Span):
    """A kind of reward or expense, with its rate and its cap."""

    code: str = Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=60)
    label: str = Field(min_length=1)
    unit: str = Field(min_length=1, max_length=30)
    rate_pence: int = Field(ge=1, le=1_000_000)
    cap_pence: int = Field(ge=1, le=100_000_000)
    evidence: bool
    counts_as_income: bool
    given_as: Literal["money", "voucher"] = "money"
    """Of a voucher a unit is one voucher, and its rate is what it is worth."""


class RewardWarningInFile(_Span):
    """A wording of the benefits warning."""

    version: str = Field(min_length=1, max_length=60)
    wording: str = Field(min_length=1)


class RewardCauseInFile(_Span):
    """A named cause and the account that it is paid to."""

    code: str = Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=60)
    name: str = Field(min_length=1)
    account_name: str = Field(pattern=r"[A-Za-z0-9]", max_length=70)
    sort_code: str = Field(pattern=r"^[0-9]{6}$")
    account_number: str = Field(pattern=r"^[0-9]{8}$")


class RewardTermsInFile(_Span):
    """How long the ledger is kept, from which share on a sum tells of one payment, and how many
    days a voucher must be good for yet when it is handed out."""

    ledger_years: int = Field(ge=1, le=50)
    dominance_percent: int = Field(ge=1, le=100)
    voucher_days: int = Field(default=0, ge=0, le=3650)


class RewardsInFile(_FilePart):
    """Rewards and expenses; of two spans of one thing no day is in both."""

    kinds: list[RewardKindInFile] = []
    warnings: list[RewardWarningInFile] = []
    causes: list[RewardCauseInFile] = []
    terms: list[RewardTermsInFile] = []

    @model_validator(mode="after")
    def _spans_do_not_meet(self) -> Self:
        named: list[tuple[str, _Span]] = [
            *((f"kind {kind.code}", kind) for kind in self.kinds),
            *((f"cause {cause.code}", cause) for cause in self.causes),
            *(("warning", warning) for warning in self.warnings),
            *(("terms", terms) for terms in self.terms),
        ]
        for (name, one), (other_name, other) in combinations(named, 2):
            if name == other_name and one.meets(other):
                raise ValueError(f"two spans of the {name} are in force on one day")
        return self


class SystemFile(_FilePart):
    """One system's file; a place that figures name must be one of its places."""

    code: str = Field(pattern=r"^[A-Z0-9]{3,10}$")
    slug: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str = Field(min_length=1)
    gss: str
    settings: SettingsInFile = SettingsInFile()
    places: list[PlaceInFile]
    population: list[PopulationInFile] = []
    vocabularies: list[VocabularyInFile] = []
    burden: list[BurdenLimitInFile] = []
    rewards: RewardsInFile = RewardsInFile()

    @model_validator(mode="after")
    def _needs_name_known_formats(self) -> Self:
        lists = [v for v in self.vocabularies if v.code == "message_format"]
        known = {term.code for vocabulary in lists for term in vocabulary.terms}
        terms = [term for vocabulary in self.vocabularies for term in vocabulary.terms]
        unknown = {code for t in terms for code in [*t.rules_out, *t.asks_for]} - known
        if unknown:
            raise ValueError(f"needs name formats that no message_format has: {sorted(unknown)}")
        return self

    @model_validator(mode="after")
    def _authorities_lie_in_one_place(self) -> Self:
        times = Counter(gss for place in self.places for gss in place.authorities)
        twice = sorted(gss for gss, count in times.items() if count > 1)
        if twice:
            raise ValueError(f"authorities lie in one place each; named twice: {twice}")
        strange = sorted(
            f"{gss} of {part.get('code')}"
            for place in self.places
            for part in place.localities
            for gss in {*part.get("authorities", [])} - {*place.authorities}
        )
        if strange:
            raise ValueError(f"localities name unknown authorities, not of their place: {strange}")
        return self

    @model_validator(mode="after")
    def _population_is_of_its_places(self) -> Self:
        places = {place.code for place in self.places}
        unknown = sorted({row.place for row in self.population} - places)
        if unknown:
            raise ValueError(f"population names places that the file does not have: {unknown}")
        rows = Counter((row.place, row.dimension, row.category) for row in self.population)
        twice = sorted(" ".join(row) for row, times in rows.items() if times > 1)
        if twice:
            raise ValueError(f"population has two figures of {twice}")
        return self


class SystemOut(Model):
    """A system and the settings of its panel."""

    ics: str
    slug: str
    name: str
    gss: str
    minimum_age: int
    panel_target: int | None = Field(
        description="How many members the panel is to have; null where none is set."
    )
    suppression_threshold: int
    rounding_base: int
    takes_postcodes: bool = Field(
        description="Whether a postcode can be given in place of choosing a place."
    )


class PopulationOut(Model):
    """Usual residents of a place by one category of one dimension."""

    dimension: str
    category: str
    people: int
    source: str


class PlaceOut(Model):
    """A place with its population."""

    code: str
    name: str
    population: int
    authorities: list[str]
    localities: list[dict[str, Any]]
    population_by: list[PopulationOut] = []


class PlacesOut(Model):
    """All places of a system; there are too few to page through."""

    items: list[PlaceOut]
