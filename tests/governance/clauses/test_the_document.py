"""The clauses that are tested are those of the real document; it stands beside the repository."""

from __future__ import annotations

import re

import pytest

from governance_support import REAL_PACK
from governance_terms import ICP
from partnership_support import CLAUSES


@pytest.mark.rule("governance.2")
def test_the_document_has_these_clauses_and_no_others() -> None:
    text = REAL_PACK.read_text("utf-8")
    terms = text[text.index("7. Membership and Chair") : text.index("11. Sub Committees")]
    assert re.findall(r"^\W*((?:7|8|9|10)\.\d+)\.", terms, re.MULTILINE) == CLAUSES


@pytest.mark.rule("governance.1")
def test_the_councils_whose_approval_is_asked_are_those_of_clause_1_1() -> None:
    text = REAL_PACK.read_text("utf-8")
    founded = text[text.index("- 1.1.") : text.index("have resolved to establish")]
    councils = [one for one in ICP["terms"]["arrangements"]["approved_by"] if "Council" in one]
    assert len(councils) == 6
    assert all(one in founded for one in councils)
