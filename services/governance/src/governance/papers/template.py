"""The report template, dated: its sections, and which of them cannot be left empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from governance.words import seen


class Section(BaseModel):
    """A section of a paper."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    asks: str
    needs: Literal["text", "text_or_reason", "nothing"]
    """What a final paper has there: text; text or the reason why there is none; or neither."""


class Template(BaseModel):
    """What a paper consists of, from one day to another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    source: str
    valid_from: date
    valid_to: date | None
    """First day on which it is no more used."""
    reading_age_aim: int
    """Years; papers should be readable at that age."""
    no_reasons: tuple[str, ...]
    """Words that by themselves neither say something nor give a reason."""
    sections: tuple[Section, ...]

    def says_nothing(self, text: str) -> bool:
        """Say whether a text is but one of the words that stand for nothing, or has no word."""
        words = " ".join(text.split()).strip(" .-–—:;").casefold()
        return words in self.no_reasons or not any(sign.isalpha() for sign in seen(words))


class _Templates(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    templates: tuple[Template, ...]


@lru_cache(maxsize=1)
def _all() -> Sequence[Template]:
    text = files("governance.papers").joinpath("template.json").read_bytes()
    return _Templates.model_validate_json(text).templates


def on(day: date) -> Template | None:
    """Give the template of a day; None where there is none."""
    found = [one for one in _all() if one.valid_from <= day]
    return next((one for one in found if one.valid_to is None or day < one.valid_to), None)
