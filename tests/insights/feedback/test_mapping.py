"""Reading rows by a mapping."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from insights.feedback.cells import Rejection
from insights.feedback.errors import MappingDoesNotFit
from insights.feedback.fitting import FittedMapping
from insights.feedback.mapping import Mapping, single_line

TODAY = date(2026, 11, 21)
HEADER = ["Id", "Date", "Service", "Score", "Comment", "Parking", "Food"]


def mapping(**changes: Any) -> Mapping:
    return Mapping.model_validate(
        {
            "blank_markers": ["Did not answer"],
            "external_id": "Id",
            "said_on": {"column": "Date", "formats": ["%d/%m/%Y"]},
            "service": "Service",
            "score": {"column": "Score", "best": 1, "worst": 5, "blank": ["7"]},
            "text": "Comment",
            "themes": {"columns": {"Parking": "parking", "Food": "food"}},
            **changes,
        }
    )


def read(row: list[str], **changes: Any) -> Any:
    return FittedMapping(mapping(**changes), HEADER, today=TODAY, key=b"key").read(2, row)


class TestRead:
    def test_a_row_becomes_an_item(self) -> None:
        item = read(["A1", "03/02/2022", "PTS\xa0 - Transport ", "2", " Kind\xa0staff \n", "1", ""])
        assert item[0] == 2
        assert item[3:-1] == (
            date(2022, 2, 3),
            "PTS - Transport",
            None,
            2,
            "Kind staff",
            ["parking"],
            None,
        )

    def test_line_ends_within_a_comment_are_kept(self) -> None:
        assert read(["A1", "", "", "1", "one\r\ntwo", "", ""])[7] == "one\ntwo"

    @pytest.mark.parametrize("marker", ["Did not answer", "  did NOT answer\xa0", ""])
    def test_a_marker_of_no_answer_is_no_text(self, marker: str) -> None:
        assert read(["A1", "", "", "3", marker, "", ""])[7] is None

    def test_a_row_without_words_or_score_holds_nothing(self) -> None:
        assert read(["A1", "03/02/2022", "111", "7", "Did not answer", "1", ""]) is None

    @pytest.mark.parametrize(
        ("value", "reason"),
        [
            ("31/02/2022", "is no date"),
            ("01/14/2022", "the other way round"),
            ("yesterday", "is no date"),
            ("22/11/2026", "in the future"),
        ],
    )
    def test_a_date_that_cannot_be_read_rejects_the_row(self, value: str, reason: str) -> None:
        [rejection] = read(["A1", value, "", "1", "x", "", ""])
        assert rejection.field == "said_on"
        assert reason in rejection.reason
        assert value not in rejection.reason

    @pytest.mark.parametrize(
        "value", ["0", "6", "good", "1.5", "999999999999", "²", "+-3", "--3", "+", "3\n4"]
    )
    def test_a_score_outside_of_the_scale_rejects_the_row(self, value: str) -> None:
        assert read(["A1", "", "", value, "x", "", ""]) == [
            Rejection(2, "score", "is no whole number from 1 to 5")
        ]

    def test_a_row_of_another_width_is_rejected(self) -> None:
        assert read(["A1", "only"]) == [Rejection(2, "row", "has 2 fields where the header has 7")]

    def test_every_fault_of_a_row_is_told(self) -> None:
        faults = read(["", "x", "s" * 1001, "9", "t" * 20_001, "", ""])
        assert [fault.field for fault in faults] == [
            "said_on",
            "score",
            "text",
            "service",
            "external_id",
        ]

    @pytest.mark.parametrize(
        ("value", "told"), [("1", 1), (" 5\xa0", 5), ("", None), ("did not ANSWER", None)]
    )
    def test_a_sentiment_is_as_the_file_says(self, value: str, told: int | None) -> None:
        mood = {"column": "Food"}
        themes = {"columns": {"Parking": "parking"}}
        row = ["A1", "", "", "1", "x", "", value]
        assert read(row, sentiment=mood, themes=themes)[9] == told

    def test_a_sentiment_in_other_words_is_read_by_what_the_mapping_says(self) -> None:
        mood = {"column": "Food", "values": {"Very Good": 1, "poor": 4}}
        themes = {"columns": {"Parking": "parking"}}
        told = [
            read(["A1", "", "", "1", "x", "", value], sentiment=mood, themes=themes)
            for value in ("very  good", "Poor", "1")
        ]
        assert [told[0][9], told[1][9]] == [1, 4]
        assert told[2] == [Rejection(2, "sentiment", "is none of the mapping's values")]

    def test_without_a_sentiment_content_is_what_it_was_before_files_told_it(self) -> None:
        row = ["A1", "03/02/2022", "PTS", "2", "Kind staff", "1", ""]
        plain = read(row, themes={"columns": {"Parking": "parking"}})
        told = read(row, themes={"columns": {"Parking": "parking"}}, sentiment={"column": "Food"})
        marked = read(
            [*row[:-1], "5"],
            themes={"columns": {"Parking": "parking"}},
            sentiment={"column": "Food"},
        )
        assert plain[2] == told[2] != marked[2]
        assert plain[2].hex() == "784b113b0f7ef15c99249766f9bfaa3e"

    def test_a_column_of_sentiment_may_be_left_out_where_the_mapping_says_so(self) -> None:
        mood = {"column": "Mood", "required": False}
        fitted = FittedMapping(mapping(sentiment=mood), HEADER, today=TODAY, key=b"key")
        assert fitted.missing_columns == ["Mood"]
        with pytest.raises(MappingDoesNotFit) as caught:
            FittedMapping(mapping(sentiment={"column": "Mood"}), HEADER, today=TODAY, key=b"key")
        assert [field.field for field in caught.value.fields] == ["mapping.sentiment.column"]

    def test_zero_in_a_theme_column_is_no_mark(self) -> None:
        assert read(["A1", "", "", "1", "x", "0", "yes"])[8] == ["food"]

    @given(st.lists(st.text(max_size=40), min_size=7, max_size=7))
    def test_any_row_is_an_item_or_nothing_or_rejected_with_reasons(self, row: list[str]) -> None:
        outcome = read(row)
        if isinstance(outcome, list):
            assert outcome
            for rejection in outcome:
                assert rejection.line == 2
        elif outcome is not None:
            assert outcome[7] is not None or outcome[6] is not None

    @given(st.text(), st.text())
    def test_equal_content_has_equal_hash_and_other_content_another(
        self, one: str, other: str
    ) -> None:
        first, second = (read(["A", "", "", "1", text, "", ""]) for text in (one, other))
        assert (first[2] == second[2]) == (first[3:] == second[3:])

    @given(st.text())
    def test_spaces_are_folded_once_and_for_all(self, text: str) -> None:
        assert single_line(single_line(text)) == single_line(text)


class TestFit:
    def test_a_column_that_is_not_there_is_named_by_its_field(self) -> None:
        with pytest.raises(MappingDoesNotFit) as refused:
            FittedMapping(mapping(text="Remarks"), HEADER, today=TODAY, key=b"key")
        assert [error.field for error in refused.value.fields] == ["mapping.text"]

    def test_a_column_that_is_there_twice_is_refused(self) -> None:
        with pytest.raises(MappingDoesNotFit) as refused:
            FittedMapping(mapping(), [*HEADER, " Comment "], today=TODAY, key=b"key")
        assert "twice" in refused.value.fields[0].message

    def test_theme_columns_may_be_left_out_where_the_mapping_says_so(self) -> None:
        themes = {"columns": {"Parking": "parking", "Noise": "noise"}, "required": False}
        fitted = FittedMapping(mapping(themes=themes), HEADER, today=TODAY, key=b"key")
        assert fitted.missing_columns == ["Noise"]
        with pytest.raises(MappingDoesNotFit):
            needed = mapping(themes={**themes, "required": True})
            FittedMapping(needed, HEADER, today=TODAY, key=b"key")

    def test_headers_are_found_in_spite_of_odd_spaces(self) -> None:
        header = [name.replace("Comment", "\xa0Comment \n") for name in HEADER]
        FittedMapping(mapping(), header, today=TODAY, key=b"key")


class TestMapping:
    @pytest.mark.parametrize("form", ["%d/%m", "%Q", "day", "%d %m %Y %"])
    def test_a_format_that_is_no_date_is_refused(self, form: str) -> None:
        with pytest.raises(ValidationError):
            mapping(said_on={"column": "Date", "formats": [form]})

    def test_an_unknown_field_of_a_mapping_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            mapping(colour="Comment")
