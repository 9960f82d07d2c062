"""Cursors: what was encoded comes back, and nothing else comes through."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Integer, column, select, table

from common.db.pagination import (
    Cursor,
    Page,
    PageRequest,
    after_cursor,
    decode_cursor,
    encode_cursor,
    page_of,
)
from common.errors import Invalid

KINDS = {
    str: st.text(st.characters(exclude_categories=["Cs"])),
    int: st.integers(-(2**53), 2**53),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    UUID: st.uuids(),
}
keys = st.lists(
    st.sampled_from(list(KINDS)).flatmap(lambda kind: st.tuples(st.just(kind), KINDS[kind])),
    min_size=1,
    max_size=4,
)


class TestCursor:
    @given(keys)
    def test_what_is_encoded_comes_back(self, typed: list[tuple[type, Any]]) -> None:
        values = [value for _, value in typed]

        cursor = encode_cursor(values)

        assert decode_cursor(cursor, [kind for kind, _ in typed]) == tuple(values)
        assert cursor.isascii()
        assert not set(cursor) & set("+/=&?#% ")

    @given(st.text(), st.lists(st.sampled_from(list(KINDS)), max_size=3))
    def test_any_other_text_is_refused_and_never_a_fault(
        self, text: str, kinds: list[type]
    ) -> None:
        try:
            decode_cursor(Cursor(text), kinds)
        except Invalid as refused:
            assert refused.fields[0].field == "query.cursor"

    @given(st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | st.text(), st.lists))
    def test_other_json_under_the_same_dress_is_refused_and_never_a_fault(self, value: Any) -> None:
        import base64

        dressed = base64.urlsafe_b64encode(orjson.dumps(value)).rstrip(b"=").decode()
        for kinds in ([str], [int, UUID], [date], [datetime]):
            try:
                read = decode_cursor(Cursor(dressed), kinds)
            except Invalid:
                continue
            assert [type(item) for item in read] == kinds

    def test_a_time_without_its_zone_is_refused(self) -> None:
        with pytest.raises(Invalid):
            decode_cursor(encode_cursor(["2026-11-21T12:00:00"]), [datetime])


class TestPage:
    @given(st.lists(st.integers(0, 999), unique=True, max_size=40), st.integers(1, 12))
    def test_following_cursors_gives_each_row_once_in_order(
        self, numbers: list[int], limit: int
    ) -> None:
        rows = sorted(numbers)
        seen: list[int] = []
        page = PageRequest(limit)
        while True:
            got = page_of(self._after(rows, page), page, lambda row: [row])
            assert len(got.items) <= limit
            seen += got.items
            if got.next_cursor is None:
                break
            page = PageRequest(limit, got.next_cursor)

        assert seen == rows

    @staticmethod
    def _after(rows: Sequence[int], page: PageRequest) -> list[int]:
        start = -1 if page.after is None else decode_cursor(page.after, [int])[0]
        return [row for row in rows if row > start][: page.limit + 1]

    def test_a_page_can_be_made_into_another(self) -> None:
        assert Page([1, 2], Cursor("c")).map(str) == Page(["1", "2"], Cursor("c"))


class TestQuery:
    number = column("number", Integer)
    things = table("things", number)

    @pytest.mark.parametrize(("descending", "sign"), [(False, ">"), (True, "<")])
    def test_it_compares_rows_and_asks_for_one_too_many(self, descending: bool, sign: str) -> None:
        page = PageRequest(10, encode_cursor([7]))

        query = str(
            after_cursor(
                select(self.number), [self.number], [int], page, descending=descending
            ).compile(compile_kwargs={"literal_binds": True})
        )

        assert f"(things.number) {sign} (7)" in query
        assert "LIMIT 11" in query
        assert "OFFSET" not in query
