"""Reading age, against texts whose words and syllables were counted by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text.reading_age import LEAST_AGE, reading_age, sentences

PLAIN = "You said the bus stops too far from the clinic. We moved the stop. It is now at the door."
"""3 sentences, 20 words. One syllable each, but for clinic: 21 syllables."""

HARD = (
    "The committee considered the implications of the proposed reconfiguration of community "
    "diagnostic services."
)
"""13 words: the com-mit-tee con-sid-ered the im-pli-ca-tions of the pro-posed
re-con-fig-u-ra-tion of com-mu-ni-ty di-ag-nos-tic ser-vi-ces is 1+3+3+1+4+1+1+2+6+1+4+4+3 = 34
syllables; 7 words have three or more."""


def ages(text: str) -> list[float]:
    found = reading_age(text)
    assert found is not None
    return [one.reading_age for one in found.hardest]


class TestFormulas:
    def test_flesch_kincaid_is_as_reckoned_by_hand(self) -> None:
        found = reading_age(PLAIN)
        assert found is not None
        assert (found.sentences, found.words, found.syllables) == (3, 20, 21)
        assert found.grade == round(0.39 * 20 / 3 + 11.8 * 21 / 20 - 15.59, 1) == -0.6
        assert found.reading_age == LEAST_AGE

    def test_a_hard_sentence_is_as_reckoned_by_hand(self) -> None:
        found = reading_age(HARD)
        assert found is not None
        assert (found.words, found.syllables, found.polysyllables) == (13, 34, 7)
        assert found.grade == round(0.39 * 13 + 11.8 * 34 / 13 - 15.59, 1) == 20.3
        assert found.reading_age == 25.3
        assert found.smog_grade == round(3.1291 + 1.0430 * math.sqrt(7 * 30), 1) == 18.2
        assert found.smog_age == 23.2

    def test_smog_says_when_it_is_an_estimate(self) -> None:
        for count, estimate in ((29, True), (30, False)):
            found = reading_age("We moved the stop. " * count)
            assert found is not None
            assert (found.sentences, found.smog_is_estimate) == (count, estimate)

    def test_without_words_there_is_nothing_to_measure(self) -> None:
        for text in ("", "   \n\n", "-- ... !", "https://example.org/a"):
            assert reading_age(text) is None


class TestHardestSentences:
    def test_come_first_each_with_its_own_age(self) -> None:
        found = reading_age(f"{PLAIN} {HARD}", hardest=2)
        assert found is not None
        assert found.hardest[0].text == HARD
        assert found.hardest[0].reading_age == 25.3
        assert len(found.hardest) == 2

    @given(st.lists(st.sampled_from([PLAIN, HARD, "We ask you.", "Opportunity."]), min_size=1))
    def test_are_never_easier_than_those_after_them(self, parts: list[str]) -> None:
        found = ages(" ".join(parts))
        assert found == sorted(found, reverse=True)


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "parted"),
        [
            ("Dr. Ali spoke. Mrs. Bee did not.", ["Dr. Ali spoke.", "Mrs. Bee did not."]),
            ("It costs 3.50 a day. We pay.", ["It costs 3.50 a day.", "We pay."]),
            ("Bring proof, e.g. A letter. Come.", ["Bring proof, e.g. A letter.", "Come."]),
            ("What we heard\nBuses are late", ["What we heard", "Buses are late"]),
            ("“Is it far?” Yes. (It is.) So", ["“Is it far?”", "Yes.", "(It is.)", "So"]),
            ("Read https://example.org/a.b. Then act.", ["Read.", "Then act."]),
        ],
    )
    def test_end_where_a_reader_ends_them(self, text: str, parted: list[str]) -> None:
        assert sentences(text) == parted

    def test_a_number_is_one_word(self) -> None:
        found = reading_age("There are 1,340 members, 3.5 a place.")
        assert found is not None
        assert (found.words, found.syllables) == (7, 8)

    @given(st.text(max_size=400))
    def test_any_text_can_be_measured(self, text: str) -> None:
        found = reading_age(text)
        assert found is None or (found.words >= found.sentences >= 1 and found.reading_age >= 5)
