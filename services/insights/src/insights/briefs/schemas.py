"""Briefs as the API takes and gives them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from insights.ageing.schemas import Ageing
from insights.audience import Visibility
from insights.gaps.schemas import PeopleStatus
from insights.replies.shown import ReplyTold
from insights.words import Code, Codes, Text, Title, Words


class Asked(Model):
    """What a brief looks for; several codes of one filter mean any of them."""

    words: Words | None = Field(
        default=None, description='As for a web search: "quoted phrase", or, -without.'
    )
    themes: Codes = Field(default=[], description="Codes of the vocabulary theme.")
    communities: Codes = Field(default=[], description="Codes of communities.")
    places: Codes = Field(default=[], description="Codes of places.")
    methods: Codes = Field(default=[], description="Codes of the vocabulary method.")


class Contradiction(Model):
    """Two findings that somebody read and found to contradict each other."""

    first: UUID
    second: UUID
    note: Text = Field(description="Where they differ, and what may explain it.")


class BriefIn(Asked):
    """A brief to make."""

    question: Title = Field(description="What a board, a lead or a committee wants to know.")
    as_of: date | None = Field(
        default=None, description="The day whose evidence counts; today if left out, never later."
    )
    visibility: Visibility = Field(
        default="partners",
        description="Whom it is for; it rests on nothing that they may not see.",
    )
    contradictions: list[Contradiction] = Field(default=[], max_length=50)


class Named(Model):
    """A code with the name that it had when the brief was made."""

    code: Code
    label: str


class NotHeard(Named):
    """A community that gaps are measured against, and of which nothing here is."""

    vocabulary: str


class HeardOf(Named):
    """A community, and the findings here that are of it, the weightiest first."""

    findings: list[str] = Field(description="References.")


class Comparable(Model):
    """Two findings of different depositors about the same theme and community."""

    first: str = Field(description="Reference.")
    second: str
    themes: list[str] = Field(description="Labels of the themes that they share.")
    communities: list[str]


class BriefFindingOut(Model):
    """A finding in a brief: the version that stood on the day."""

    id: UUID
    reference: str = Field(description="Persistent identifier.")
    version: int
    title: str
    summary: str
    organisation_name: str | None
    communities: list[Named]
    places: list[Named] = Field(description="Empty: the whole system.")
    themes: list[Named]
    methods: list[Named]
    people: int | None
    people_status: PeopleStatus
    strength: Named | None
    heard_from: date | None
    heard_to: date | None
    ageing: Ageing
    weight: float = Field(description="Its strength times 2^(-age / half-life), as of the day.")
    recommendations: list[str]
    limits: list[str]
    since: str | None = Field(
        description="What happened to it since the brief was made: newer_version or superseded."
    )
    replies: list[ReplyTold] = Field(
        default=[], description="What those that it speaks about reply, as it stands now."
    )


class Gone(Model):
    """A finding that the brief rested on and that was taken back since."""

    reference: str
    withdrawn_at: datetime
    reason: str | None


class BriefSummary(Model):
    """A brief in a list."""

    id: UUID
    question: str
    as_of: date
    visibility: Visibility
    organisation_id: UUID | None
    made_at: datetime


class Measure(Model):
    """What findings were weighed and numbers shown by, as it was on the day."""

    half_life_days: int
    half_lives: dict[str, int]
    strengths: dict[str, float]
    unrated_strength: float
    suppression_threshold: int
    rounding_base: int
    controls_all: bool = Field(
        default=False,
        description="Whether numbers pass disclosure control whoever the brief is for; false of "
        "briefs that were made when those for partners told them as given.",
    )
    counts_as: dict[str, list[str]] = Field(
        default={},
        description="Code of a framework → the system's own themes that it counts under.",
    )

    def own(self, themes: Sequence[str]) -> list[str]:
        """Give the system's own themes that codes count under, each once."""
        return list(dict.fromkeys(own for t in themes for own in self.counts_as.get(t, [t])))


class Frame(Model):
    """What a brief says that isn't in the words of a finding; kept as it was made."""

    measure: Measure
    system: str
    matched: int
    considered: int
    whole_system: int = 0
    by_question: bool = False
    labels: dict[str, str] = Field(description="Names of codes, by field and code.")
    names: dict[str, str] = Field(description="Names of depositors, by id.")
    not_heard: list[NotHeard]
    heard_through: list[NotHeard]
    contradictions: list[Contradiction]


class BriefOut(BriefSummary):
    """A brief: what is known about a question, from whom, how strong, how old, and what is not.

    It rests on the versions that stood on its day, so it reads the same whenever it is read. What
    was withdrawn since, or is not for you to see, is left out and said to be.
    """

    asked: Asked
    asked_labels: dict[str, str] = Field(description="Names of the codes in `asked`.")
    system_name: str
    matched: int = Field(description="Findings that matched on the day.")
    considered: int = Field(description="Of these, how many were weighed: those heard last.")
    whole_system: int = Field(
        default=0,
        description="Findings about the whole system that match all but the places asked for, and "
        "are left out. 0 of briefs that were made before these were counted.",
    )
    by_question: bool = Field(
        default=False,
        description="Nothing but the question was asked: found are findings about a theme that it "
        "names, or with half of its words. Before this was so, everything was found.",
    )
    findings: list[BriefFindingOut] = Field(description="The weightiest first, 100 at most.")
    communities: list[HeardOf] = Field(
        description="By community, each for itself: they overlap and are never added up."
    )
    of_nobody_named: list[str] = Field(description="References that don't tell from whom.")
    not_heard: list[NotHeard] = Field(description="Communities of whom no finding here is.")
    heard_through_others: list[NotHeard] = Field(
        description="Communities of whom narrower ones only were heard."
    )
    contradictions: list[Contradiction] = Field(description="As the brief's maker read them.")
    worth_comparing: list[Comparable] = Field(
        description="Pairs to read side by side. The library doesn't know whether they contradict."
    )
    withdrawn: list[Gone]
    not_shown: int = Field(description="Findings of it that you may not see.")
    digest: str = Field(description="SHA-256 of what it said when it was made, in hexadecimal.")
    as_made: bool = Field(description="It says now what it said then: its digest is the same.")
