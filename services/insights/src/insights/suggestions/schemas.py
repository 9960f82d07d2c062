"""Suggestions as the API gives and takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from common.web.schemas import Model
from insights.feedback.mapping import MAX_TEXT
from insights.words import Code, printable

Kind = Literal["theme", "sentiment"]
State = Literal["open", "accepted", "rejected"]
Decision = Literal["accepted", "rejected"]
Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_TEXT, strip_whitespace=True),
    AfterValidator(printable),
]


class TextIn(Model):
    """A text that themes are wanted for. It is not kept."""

    text: Words = Field(description="As somebody said it, in English.")


class WordOut(Model):
    """A word that led to a suggestion."""

    word: str
    weight: float = Field(description="What it adds to the log odds in the linear model.")


class ProposedTheme(Model):
    """A theme that a text may be about."""

    code: str
    label: str
    own_themes: list[str] = Field(description="The system's own themes that it would count under.")
    probability: float
    words: list[WordOut] = Field(description="Those that add most, 5 at most.")


class ProposedSentiment(Model):
    """How a text may be meant."""

    value: int = Field(description="1 very positive to 5 very negative.")
    probability: float
    words: list[WordOut] = Field(description="Those that speak most for it over the others.")


class Proposals(Model):
    """What the model makes of a text. Nothing of it counts until a person says so."""

    model_version: str
    framework: str
    understood: Literal["yes", "too_few_known_words"] = Field(
        description="too_few_known_words: the model knows less than half of the words, as in "
        "another language; it does not guess."
    )
    words: int
    known_words: int
    themes: list[ProposedTheme]
    sentiment: ProposedSentiment | None


class SuggestionOut(Model):
    """A suggestion for a comment that is kept."""

    id: UUID
    item_id: UUID
    source_id: UUID
    text: str = Field(description="The comment, for a person to judge by.")
    kind: Kind
    framework: str
    code: str = Field(description="Of a theme; of a sentiment, 1 very positive to 5 very negative.")
    label: str
    own_themes: list[str]
    proposed_by: Literal["model", "person"] = Field(
        description="`person`: no model proposed it; somebody named it."
    )
    probability: float | None = Field(
        description="As the model says; null where a person named it."
    )
    words: list[WordOut]
    model_version: str | None
    suggested_at: datetime
    state: State
    decided_at: datetime | None
    decided_by: str | None
    version: int


class ThemeIn(Model):
    """A theme that a person names."""

    code: Code = Field(description="Of the system's own themes, or of a framework.")


class DecisionIn(Model):
    """What a person makes of a suggestion; it can be made otherwise later."""

    decision: Decision


class Acceptance(Model):
    """How people judged a model's suggestions of one theme or sentiment: the model in use."""

    model_version: str
    kind: Kind
    code: str
    suggested: int
    open: int
    accepted: int
    rejected: int
    added: int = Field(
        description="Comments that the model read and did not propose it for; people named it."
    )
    accepted_share: float | None = Field(
        description="Of those that were decided; null where none was."
    )


class ModelOut(Model):
    """The model's card: data, split, figures, limits."""

    version: str
    framework: str
    card: dict[str, Any]


@dataclass(frozen=True)
class SuggestionQuery:
    """Filters over suggestions."""

    state: State | None = None
    kind: Kind | None = None
    code: str | None = None
    source_id: UUID | None = None
    item_id: UUID | None = None
