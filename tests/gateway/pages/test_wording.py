"""The words around a survey's questions, in other languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gateway.pages
from gateway.pages import questions
from gateway.pages.wording import IN_ENGLISH, Wording
from panel.surveys.texts import PAGE_WORDS

pytestmark = pytest.mark.rule("panel.10")

PAGES = Path(gateway.pages.__file__).parent


class TestWording:
    def test_fills_in_what_stands_in_braces(self) -> None:
        polish = Wording({"Page {number} of {total}": "Strona {number} z {total}"})
        assert polish("Page {number} of {total}", number="1", total="3") == "Strona 1 z 3"
        assert polish("Continue") == "Continue"

    def test_writes_days_without_english_months_in_other_languages(self) -> None:
        assert IN_ENGLISH.day("2026-03-01") == "1 March 2026"
        assert Wording({"Day": "Dzień"}).day("2026-03-01") == "01/03/2026"


class TestEveryWordOfAPage:
    def test_can_be_translated(self) -> None:
        used = {*questions._DEMANDS.values(), questions._ANY_NUMBER}
        used |= {f"{place} choice" for place in questions._PLACES}
        sources = [*PAGES.glob("*.py"), *PAGES.glob("templates/answer/*.html")]
        for source in sources:
            for found in re.finditer(
                r'(?:\bwords|NotUnderstood)\(\s*"([^"]+)"', source.read_text("utf-8")
            ):
                used.add(found[1])
        for found in re.finditer(
            r'(?:told|kind) = "([^"]+)"', (PAGES / "questions.py").read_text()
        ):
            used.add(found[1])
        assert len(used) > 40
        assert used <= set(PAGE_WORDS)
