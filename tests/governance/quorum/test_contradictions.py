"""Rules that no meeting could follow are refused with their place in the terms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from governance.quorum.conditions import Member, refuse_contradictions, work_out
from governance.quorum.rules import RuleRefused, read

pytestmark = [pytest.mark.rule("governance.1"), pytest.mark.rule("governance.2")]
A, B, C = (UUID(int=n) for n in (1, 2, 3))
MEMBERS = [Member(A, "Council"), Member(B, "Council"), Member(C, "NHS", vacant=True)]


def refusals(condition: Any, **terms: Any) -> list[tuple[str, str]]:
    with pytest.raises(RuleRefused) as refused:
        found = read({"quorum": {"condition": condition}, **terms})
        assert found is not None
        refuse_contradictions(*found, MEMBERS)
    return refused.value.problems


def councils(number: int, **more: Any) -> dict[str, Any]:
    return {"name": "x", "at_least": number, "among": {"sectors": ["Council"]}, **more}


class TestContradictions:
    def test_more_than_there_are(self) -> None:
        [(path, message), *_] = refusals({"all": [councils(1), councils(3)]})
        assert path == "quorum.condition.all[1]"
        assert message.startswith("asks for 1 more")

    def test_more_of_a_kind_than_of_the_whole(self) -> None:
        inner = [councils(1), {"name": "n", "at_least": 1, "among": {"sectors": ["NHS"]}}]
        everybody = {"name": "x", "at_least": 1, "among": {}, "including": inner}
        assert refusals(everybody) == [
            ("quorum.condition", "asks for 1, and for 2 of a kind among them")
        ]

    def test_more_apart_than_there_are_together(self) -> None:
        [(path, _)] = refusals({"apart": [councils(1), councils(2)]})
        assert path == "quorum.condition"

    def test_a_way_that_can_never_be_gone(self) -> None:
        [(path, _)] = refusals({"any": [councils(1), councils(5)]})
        assert path == "quorum.condition.any[1]"

    @pytest.mark.parametrize(
        "selection", [{"sectors": ["Sea"]}, {"groups": ["g"]}, {"post_ids": [str(UUID(int=9))]}]
    )
    def test_whom_the_body_does_not_have(self, selection: Any) -> None:
        [(path, _)] = refusals({"name": "x", "at_least": 1, "among": selection})
        assert path == "quorum.condition.among"

    @pytest.mark.parametrize(
        "condition",
        [None, 7, [], {}, {"name": "x", "share_percent": 101}, {"name": "x", "share_percent": 0},
         {"name": "x", "at_least": True, "among": {}}, {"all": []}, {"all": [{"name": "x"}]},
         {"name": "x", "at_least": 1, "among": {"sector": ["a"]}}],
    )  # fmt: skip
    def test_what_is_no_rule(self, condition: Any) -> None:
        assert refusals(condition)

    @pytest.mark.parametrize(
        ("condition", "told"),
        [
            ({"name": "x", "share_percent": 101}, ("share_percent", "must be 100 or less")),
            ({"all": [councils(1), {"name": "x", "share_percent": 0}]},
             ("all[1].share_percent", "must be 1 or more")),
            ({"any": [councils(0)]}, ("any[0].at_least", "must be 1 or more")),
            ({**councils(1), "share_percent": 50},
             ("", "must bear one of at_least, share_percent, apart, all and any")),
            ({"name": "x"}, ("", "must bear one of at_least, share_percent, apart, all and any")),
            ({"name": "x", "at_least": 1, "among": {"sector": ["Council"]}},
             ("among.sector", "is not known here; leave it out")),
        ],
    )  # fmt: skip
    def test_the_fault_is_named_where_it_is(self, condition: Any, told: tuple[str, str]) -> None:
        place = f"quorum.condition.{told[0]}".rstrip(".")
        assert refusals(condition) == [(place, told[1])]

    def test_a_rule_of_many_levels(self) -> None:
        deep: Any = councils(1)
        for _ in range(200):
            deep = {"all": [deep]}
        assert refusals(deep) == [("quorum", "must have at most 24 levels")]


class TestRules:
    def test_a_vacant_post_does_not_make_a_rule_contradict(self) -> None:
        found = read({"quorum": {"condition": {"name": "x", "at_least": 3, "among": {}}}})
        assert found is not None
        refuse_contradictions(*found, MEMBERS)

    def test_a_share_of_filled_posts_leaves_vacant_ones_out(self) -> None:
        for of, number in (("posts", 2), ("filled_posts", 1)):
            share = {"name": "half", "share_percent": 50, "of": of}
            found = read({"quorum": {"condition": share}})
            assert found is not None
            assert work_out(*found, MEMBERS).number == number

    def test_terms_without_a_quorum_have_none(self) -> None:
        assert read({"purpose": "talk"}) is None
