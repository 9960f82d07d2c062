"""Reading forms: choices under headings."""

from __future__ import annotations

from typing import Any

from gateway.pages.forms import Choice, ChoiceGroup, grouped


class TestGrouped:
    def test_a_term_that_others_stand_under_is_a_heading(self) -> None:
        terms: list[dict[str, Any]] = [
            {"code": "asian", "label": "Asian", "parent": None},
            {"code": "asian_indian", "label": "Indian", "parent": "asian"},
            {"code": "other", "label": "Other", "parent": None},
        ]
        assert grouped(terms) == [
            ChoiceGroup("Asian", [Choice("asian_indian", "Indian")]),
            ChoiceGroup(None, [Choice("other", "Other")]),
        ]
