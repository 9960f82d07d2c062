"""A bulletin's copy for one reader: the same words for all, and which links are the reader's own.

Whoever agreed to be counted gets a copy with one picture and with links that pass through the
gateway. Their addresses are the same in every such copy of the bulletin, so that a request for one
says that somebody opened it, or followed it, and can never say who. All other copies have neither.
The part in plain text is never counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common.db.tenancy import SystemCode
from panel.keys import PanelKeys

COUNTING = "bulletin_counting"
"""The purpose of consent without which a copy counts nothing."""


@dataclass(frozen=True)
class Section:
    """One item of a bulletin, as a reader gets it."""

    heading: str | None
    paragraphs: tuple[str, ...]
    label: str | None = None
    """Of the link; None without one."""
    address: str | None = None
    """Where the link leads."""
    counted: str | None = None
    """The address in the HTML of a copy that counts; None for a link that is the reader's own."""

    def blocks(self) -> list[dict[str, str]]:
        """Give it as blocks of a mail."""
        found = [{"heading": self.heading}] if self.heading else []
        found += [{"text": paragraph} for paragraph in self.paragraphs]
        if self.label and self.address:
            found.append({"label": self.label, "address": self.address})
        return found


@dataclass(frozen=True)
class Reader:
    """What makes a reader's copy theirs."""

    member_id: UUID
    counted: bool
    asked: frozenset[UUID] = frozenset()
    """Surveys that still wait for their answer."""


@dataclass(frozen=True)
class Copies:
    """Makes the copies of a bulletin.

    Args:
        base: address of the system's pages.
    """

    keys: PanelKeys
    ics: SystemCode
    base: str
    bulletin_id: UUID
    content: Mapping[str, Any]

    @property
    def page(self) -> str:
        """Give the address of the bulletin's page."""
        return f"{self.base}/bulletins/{self.bulletin_id}"

    @property
    def image(self) -> str:
        """Give the address of the picture that counts, alike in all copies."""
        return f"{self.page}/opened.gif?c={self._token()}"

    def sections(self, reader: Reader) -> tuple[Section, ...]:
        """Give a reader's sections."""
        return tuple(self._section(one, reader) for one in self.content.get("sections", ()))

    def _section(self, one: Mapping[str, Any], reader: Reader) -> Section:
        words = Section(one["heading"], tuple(one["paragraphs"]))
        if one.get("survey") is not None:
            return self._survey(one, words, reader)
        link = one.get("link")
        if link is None:
            return words
        counted = f"{self.page}/links/{link['number']}?c={self._token()}"
        return Section(
            words.heading,
            words.paragraphs,
            link["label"],
            link["address"],
            counted if reader.counted else None,
        )

    def _survey(self, one: Mapping[str, Any], words: Section, reader: Reader) -> Section:
        survey_id = UUID(one["survey"])
        if survey_id not in reader.asked:
            return Section(words.heading, (*words.paragraphs, one["not_asked"]))
        token = self.keys.answer_token(self.ics, survey_id, reader.member_id)
        address = f"{self.base}/answer?token={token}"
        return Section(words.heading, words.paragraphs, one["label"], address)

    def _token(self) -> str:
        return self.keys.bulletin_token(self.ics, self.bulletin_id)
