"""Reading files as they really are."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.feedback.cells import Rejection
from insights.feedback.errors import BrokenFile
from insights.feedback.mapping import Encoding
from insights.feedback.reading import MAX_COLUMNS, MAX_LINE, Rows, scan


def rows(body: bytes, declared: Encoding = "auto") -> list[tuple[int, list[str]] | Rejection]:
    file = io.BytesIO(body)
    return list(Rows(file, scan(file, declared), ","))


class TestLines:
    def test_a_row_is_known_by_the_line_that_it_begins_on(self) -> None:
        body = b'id,text\n1,"one\ntwo\nthree"\n\n2,plain\n'
        assert rows(body) == [(2, ["1", "one\ntwo\nthree"]), (6, ["2", "plain"])]

    def test_windows_line_ends_and_a_byte_order_mark_are_no_content(self) -> None:
        file = io.BytesIO(b"\xef\xbb\xbfid,text\r\n1,x\r\n")
        read = Rows(file, scan(file, "auto"), ",")
        assert read.header == ["id", "text"]
        assert list(read) == [(2, ["1", "x"])]

    @given(
        st.lists(
            st.lists(
                st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r")),
                min_size=2,
                max_size=2,
            ),
            max_size=8,
        )
    )
    def test_what_a_csv_writer_wrote_is_read_back(self, table: list[list[str]]) -> None:
        written = io.StringIO()
        writer = csv.writer(written, quoting=csv.QUOTE_ALL)
        writer.writerow(["a", "b"])
        writer.writerows(table)
        outcome = rows(written.getvalue().encode(), "utf-8")
        assert [row[1] for row in outcome if isinstance(row, tuple)] == table
        line = 2
        for entry, fields in zip(outcome, table, strict=True):
            assert isinstance(entry, tuple)
            assert entry[0] == line
            line += 1 + sum(field.count("\n") for field in fields)


class TestEncoding:
    def test_windows_1252_is_found_out(self) -> None:
        body = "id,text\n1,It’s £5\n".encode("windows-1252")
        assert rows(body) == [(2, ["1", "It’s £5"])]

    def test_a_damaged_utf_8_file_is_read_as_utf_8_and_its_bad_rows_rejected(self) -> None:
        body = "id,text\n1,café\n2,naïve £\n".encode() + b"3,bro\xffken\n4,fine\n"
        assert rows(body) == [
            (2, ["1", "café"]),
            (3, ["2", "naïve £"]),
            Rejection(4, "column[2]", "holds bytes that are no utf-8 text"),
            (5, ["4", "fine"]),
        ]

    def test_a_declared_encoding_is_taken_at_its_word(self) -> None:
        body = "id,text\n1,£\n".encode("windows-1252")
        assert rows(body, "utf-8") == [
            Rejection(2, "column[2]", "holds bytes that are no utf-8 text")
        ]

    def test_bytes_that_windows_1252_does_not_have_reject_their_row(self) -> None:
        assert rows(b"id,text\n1,\x81\n2,\xa3\n", "windows-1252") == [
            Rejection(2, "column[2]", "holds bytes that are no windows-1252 text"),
            (3, ["2", "£"]),
        ]

    def test_a_nul_rejects_its_row(self) -> None:
        assert rows(b"id,text\n1,a\x00b\n2,c\n") == [
            Rejection(2, "column[2]", "holds a NUL character"),
            (3, ["2", "c"]),
        ]


class TestBrokenFiles:
    @pytest.mark.parametrize(
        ("body", "words"),
        [
            (b"", "empty"),
            (b"\xef\xbb\xbf", "empty"),
            ("id,text\n".encode("utf-16"), "UTF-16"),
            (b"\n\n", "no header"),
            (b",,\n1,2,3\n", "no header"),
            (b"id\x00,text\n", "header"),
            (b"x" * (MAX_LINE + 1), "longer than"),
            (b",".join(b"c%d" % n for n in range(10_000)), f"more than {MAX_COLUMNS} columns"),
            (b'id,text\n1,"cut off', "never ends"),
        ],
    )
    def test_a_file_that_cannot_be_read_is_refused_as_a_whole(
        self, body: bytes, words: str
    ) -> None:
        with pytest.raises(BrokenFile) as refused:
            rows(body)
        assert words in refused.value.detail

    def test_the_line_where_an_endless_field_begins_is_named(self) -> None:
        with pytest.raises(BrokenFile) as refused:
            rows(b'id,text\n1,fine\n2,"begins here\nand goes on')
        assert refused.value.fields[0].field == "body.line[3]"

    def test_a_header_alone_has_no_rows(self) -> None:
        assert rows(b"id,text\n") == []

    def test_a_stray_quotation_mark_rejects_its_row_only(self) -> None:
        assert rows(b'id,text\n1,"a"b\n2,c\n') == [
            Rejection(2, "row", "has a quotation mark where none may be"),
            (3, ["2", "c"]),
        ]

    def test_a_huge_field_rejects_its_row_only(self) -> None:
        body = b"id,text\n1," + b"x" * 200_000 + b"\n2,c\n"
        assert rows(body) == [
            Rejection(2, "row", "has a field of more than 131072 characters"),
            (3, ["2", "c"]),
        ]

    @given(st.binary(max_size=300))
    def test_any_bytes_are_rows_or_a_refusal(self, body: bytes) -> None:
        try:
            outcome = rows(body)
        except BrokenFile as refused:
            assert refused.fields[0].field.startswith("body.line")
        else:
            lines = [entry.line if isinstance(entry, Rejection) else entry[0] for entry in outcome]
            assert lines == sorted(set(lines))
