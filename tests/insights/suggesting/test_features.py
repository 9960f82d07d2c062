"""What the model sees of a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from insights.suggesting.features import located_parts, located_phrases, parts, phrases, words


class TestWords:
    def test_case_punctuation_and_curly_apostrophes_do_not_matter(self) -> None:
        assert (
            words("Didn’t WAIT, long!") == words("didn't wait long") == ["didn't", "wait", "long"]
        )

    def test_every_number_is_one_sign_so_none_can_be_learnt(self) -> None:
        assert words("Call 07700 900123 at 9am") == ["call", "#", "#", "at", "#", "am"]

    @given(st.text())
    def test_any_text_has_words_without_spaces_or_digits(self, text: str) -> None:
        for word in words(text):
            assert word and not any(sign.isspace() or sign.isdecimal() for sign in word)


class TestGrams:
    def test_phrases_are_words_and_pairs_of_neighbours(self) -> None:
        assert phrases("kind caring staff") == [
            "kind",
            "caring",
            "staff",
            "kind caring",
            "caring staff",
        ]

    def test_parts_do_not_reach_over_the_end_of_a_word(self) -> None:
        assert all(" " not in part.strip() for part in parts("kind staff"))
        assert {" ki", "ind ", " kind"} <= set(parts("kind"))

    @given(st.text())
    def test_each_says_where_it_stands(self, text: str) -> None:
        said = words(text)
        for phrase, where in located_phrases(said):
            assert phrase == " ".join(said[position] for position in where)
        for part, (position,) in located_parts(said):
            assert part in f" {said[position]} "
