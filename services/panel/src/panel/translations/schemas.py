"""Translations as staff write and read them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from common.web.schemas import Model

Source = Annotated[str, Field(min_length=1, max_length=2000)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]


class TextIn(Model):
    """One text in its translation."""

    source: Source = Field(description="The English text, word for word.")
    text: Text = Field(description="The same in the language; marks such as {{2}} stay.")


class TranslationIn(Model):
    """A translation, or the part of it that there is so far."""

    texts: list[TextIn] = Field(max_length=3000)
    translated_by: str = Field(
        min_length=1, max_length=200, description="The agency or team that vouches for it."
    )
    translated_on: date = Field(description="When it was made or last checked; today at latest.")


class TextOut(Model):
    """One text of the survey."""

    source: str
    text: str | None = Field(description="null where it is missing.")
    suggested: str | None = Field(
        description="How an earlier translation of this system put a missing text; to be checked."
    )


class TranslationSummary(Model):
    """A translation in a list."""

    language: str
    name: str = Field(description="Of the language, in the language.")
    direction: Literal["ltr", "rtl"]
    missing: int = Field(description="Texts without translation; only with 0 it is offered.")
    translated_by: str | None
    translated_on: date | None


class TranslationOut(TranslationSummary):
    """A translation with its texts."""

    texts: list[TextOut]


class TranslationsOut(Model):
    """The translations of a survey."""

    items: list[TranslationSummary]
