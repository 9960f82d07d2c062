"""Which part of a file a request asks for (RFC 9110, section 14)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from common.web.ranges import Part, RangeNotSatisfiable, asked_part

TAG = '"abc"'


def asked(header: str, size: int = 1_000, **more: str) -> Part | None:
    headers = {"range": header, **{name.replace("_", "-"): value for name, value in more.items()}}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return asked_part(Request({"type": "http", "headers": raw}), TAG, size)


class TestWhatIsAsked:
    @pytest.mark.parametrize(
        ("header", "part"),
        [
            ("bytes=0-0", (0, 1)),
            ("bytes=10-19", (10, 20)),
            ("bytes=990-2000", (990, 1_000)),
            ("bytes=500-", (500, 1_000)),
            ("bytes=-10", (990, 1_000)),
            ("bytes=-5000", (0, 1_000)),
            ("BYTES=0-0", (0, 1)),
        ],
    )
    def test_a_part(self, header: str, part: tuple[int, int]) -> None:
        assert asked(header) == Part(*part, 1_000)

    @pytest.mark.parametrize(
        "header",
        ["", "bytes", "bytes=", "bytes=-", "bytes=5-3", "bytes=a-b", "bytes=0-1,5-6", "rows=0-1",
         "bytes=\u0661-\u0662", "bytes=--1"],
    )  # fmt: skip
    def test_what_is_no_single_part_is_ignored(self, header: str) -> None:
        raw = [(b"range", header.encode())]
        assert asked_part(Request({"type": "http", "headers": raw}), TAG, 1_000) is None

    @pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-1001", "bytes=-0"])
    def test_a_part_behind_the_end_is_refused(self, header: str) -> None:
        with pytest.raises(RangeNotSatisfiable):
            asked(header)

    @pytest.mark.parametrize(
        ("condition", "is_part"),
        [(TAG, True), ('"other"', False), (f"W/{TAG}", False),
         ("Sat, 21 Nov 2026 12:00:00 GMT", False)],
    )  # fmt: skip
    def test_if_range_gives_all_of_another_file(self, condition: str, is_part: bool) -> None:
        assert (asked("bytes=0-9", if_range=condition) is not None) == is_part

    @given(st.text(max_size=30) | st.sampled_from(["-5", "0-"]), st.integers(0, 2_000))
    def test_whatever_is_asked_a_part_lies_within_the_file(self, text: str, size: int) -> None:
        raw = [(b"range", b"bytes=" + text.encode())]
        try:
            part = asked_part(Request({"type": "http", "headers": raw}), TAG, size)
        except RangeNotSatisfiable:
            return
        assert part is None or 0 <= part.start < part.stop <= size
