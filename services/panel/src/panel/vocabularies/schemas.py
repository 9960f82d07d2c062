"""What the panel answers about vocabularies."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from common.web.schemas import Model


class AccessRule(Model):
    """What a communication need means for messages, by codes of the vocabulary message_format; a
    heading there stands for its formats."""

    rules_out: list[str] = []
    asks_for: list[str] = Field(default=[], description="The one that is liked best first.")
    own_language: bool = Field(
        default=False, description="Messages must be in the person's own language."
    )


class TermOut(Model):
    """One code and what it means."""

    code: str
    label: str
    parent: str | None = Field(description="The heading that it stands under; not to be chosen.")
    access: AccessRule | None = Field(
        default=None, description="What a communication need rules out and asks for."
    )
    why: str | None = Field(default=None, description="Why members are asked this; of topics.")


class VocabularyOut(Model):
    """One version of a list of codes."""

    code: str
    version: str
    valid_from: date
    valid_to: date | None = Field(description="The last day; null while it has no end.")
    question: str | None = Field(
        default=None, description="How members are asked, where this is a question about them."
    )
    why: str | None = Field(default=None, description="Why members are asked that.")
    several: bool = Field(
        default=False, description="Whether a member may choose any number of the terms."
    )
    terms: list[TermOut]


class VocabulariesOut(Model):
    """The vocabularies in force on a day."""

    on: date
    items: list[VocabularyOut]
