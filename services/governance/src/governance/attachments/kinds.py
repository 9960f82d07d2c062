"""Which files papers may have, dated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter

from governance.attachments.errors import AttachmentRefused

LARGEST = 64 * 1024 * 1024
"""Bytes that no file goes beyond, whatever the rules of a day say."""


class Kind(BaseModel):
    """A kind of file that is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    media_type: str
    extension: str
    max_bytes: int


class Rule(BaseModel):
    """What is taken, from one day to another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    valid_from: date
    valid_to: date | None
    """First day on which it holds no more."""
    max_files: int
    """Files that a paper may have."""
    kinds: tuple[Kind, ...]


@lru_cache(maxsize=1)
def _all() -> Sequence[Rule]:
    text = files("governance.attachments").joinpath("kinds.json").read_bytes()
    return TypeAdapter(tuple[Rule, ...]).validate_json(text)


def on(day: date) -> Rule:
    """Give the rule of a day.

    Raises:
        AttachmentRefused: if none holds then: no file is taken.
    """
    found = [one for one in _all() if one.valid_from <= day]
    rule = next((one for one in found if one.valid_to is None or day < one.valid_to), None)
    if rule is None:
        raise AttachmentRefused("No files are taken on this day.")
    return rule


def named(rule: Rule, name: str) -> Kind:
    """Give the kind that a file's name says it is of.

    Raises:
        AttachmentRefused: if it is none that is taken, naming what is.
    """
    extension = name.rpartition(".")[2].lower()
    kind = next((one for one in rule.kinds if one.extension == extension), None)
    if kind is None:
        taken = ", ".join(one.extension for one in rule.kinds)
        raise AttachmentRefused(f"Files of this kind are not taken. These are: {taken}.")
    return kind
