"""Translations of bulletins as teams write and read them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from common.web.schemas import Model
from panel.bulletins.schemas import Written


class BulletinTextIn(Model):
    """One text in its translation."""

    source: Annotated[str, Field(min_length=1, max_length=10_000)] = Field(
        description="The text of the original, word for word."
    )
    text: Annotated[str, Field(min_length=1, max_length=10_000)]


class BulletinTranslationIn(Model):
    """A translation, or the part of it that there is so far."""

    texts: list[BulletinTextIn] = Field(max_length=1000)
    translated_by: str = Field(
        min_length=1, max_length=200, description="The agency or team that vouches for it."
    )
    translated_on: date = Field(description="When it was made or last checked; today at latest.")


class BulletinTextOut(Model):
    """One text of the bulletin."""

    source: str
    text: str | None = Field(description="null where it is missing.")


class BulletinTranslationSummary(Model):
    """A translation in a list."""

    language: Written
    missing: int = Field(description="Texts without translation; only with 0 it is sent.")
    translated_by: str | None
    translated_on: date | None


class BulletinTranslationOut(BulletinTranslationSummary):
    """A translation with its texts."""

    texts: list[BulletinTextOut]


class BulletinTranslationsOut(Model):
    """The translations of a bulletin."""

    items: list[BulletinTranslationSummary]
