"""In which format a message can go to a member: rule 5, with no database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.access.rules import Existing, Formats, HeldReason, Rules, choose, rules_of

pytestmark = pytest.mark.rule("panel.5")

FORMATS = Formats({
    "email": None, "html": "email", "plain_text": "email", "easy_read": "email",
    "post": None, "letter": "post",
})  # fmt: skip
CODES = sorted(FORMATS.headings)
existing = st.builds(
    Existing, st.sampled_from(["html", "plain_text", "easy_read"]), st.sampled_from(["en", "pl"])
)
needs = st.fixed_dictionaries(
    {
        "rules_out": st.lists(st.sampled_from(CODES), max_size=3),
        "asks_for": st.lists(st.sampled_from(CODES), max_size=3),
        "own_language": st.booleans(),
    }
)


def chosen(rules: Rules, *there: Existing, language: str = "en") -> Existing | HeldReason:
    return choose(rules, there, language=language, liked="html", fallback="en")


class TestChoosing:
    @given(stated=st.lists(needs | st.none(), max_size=4), there=st.lists(existing, max_size=6))
    def test_never_chooses_what_any_need_rules_out(
        self, stated: list[dict[str, object] | None], there: list[Existing]
    ) -> None:
        found = chosen(rules_of(stated, FORMATS), *there, language="pl")
        if isinstance(found, HeldReason):
            return
        assert None not in stated
        for need in stated:
            assert need is not None
            out = need["rules_out"]
            assert isinstance(out, list)
            assert found.format not in out
            assert FORMATS.headings[found.format] not in out
            assert not need["own_language"] or found.language == "pl"

    @given(there=st.lists(existing, min_size=1))
    def test_who_needs_nothing_is_always_sent_something_that_exists_in_english(
        self, there: list[Existing]
    ) -> None:
        assert chosen(Rules(), *there, Existing("html", "en")) in [*there, Existing("html", "en")]

    def test_gives_what_is_asked_for_before_what_is_liked(self) -> None:
        rules = rules_of([{"asks_for": ["easy_read"]}], FORMATS)
        both = [Existing("html", "en"), Existing("easy_read", "en")]
        assert chosen(rules, *both) == both[1]
        assert chosen(Rules(), *both) == both[0]

    def test_a_heading_rules_its_formats_out(self) -> None:
        rules = rules_of([{"rules_out": ["email"]}], FORMATS)
        assert chosen(rules, Existing("html", "en")) is HeldReason.NO_USABLE_FORMAT
        assert rules.allow("letter")

    def test_one_need_asks_in_vain_for_what_another_rules_out(self) -> None:
        rules = rules_of([{"asks_for": ["html"]}, {"rules_out": ["html"]}], FORMATS)
        assert rules.asks_for == ()
        assert chosen(rules, Existing("html", "en")) is HeldReason.NO_USABLE_FORMAT

    def test_who_needs_their_own_language_is_not_sent_english(self) -> None:
        rules = rules_of([{"own_language": True}], FORMATS)
        english, polish = Existing("html", "en"), Existing("html", "pl")
        assert chosen(rules, english, language="ur") is HeldReason.NO_USABLE_LANGUAGE
        assert chosen(rules, english, polish, language="pl") == polish
        assert chosen(Rules(), english, polish, language="ur") == english

    def test_a_need_of_which_nothing_is_known_rules_everything_out(self) -> None:
        assert not rules_of([None], FORMATS).allow("html")
