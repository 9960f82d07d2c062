"""W3C Trace Context: continued where it comes, begun where it doesn't."""

from __future__ import annotations

import re

import pytest

from common.observability import tracing

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class TestTrace:
    def test_outside_of_any_work_there_is_none(self) -> None:
        assert tracing.current_traceparent() is None

    def test_it_is_continued_under_a_new_span(self) -> None:
        with tracing.continue_trace(PARENT):
            present = tracing.current_traceparent()

        assert present is not None
        assert re.fullmatch(r"00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01", present)
        assert present != PARENT
        assert tracing.current_traceparent() is None

    @pytest.mark.parametrize(
        "header", [None, "", "nonsense", "00-" + "0" * 32 + "-00f067aa0ba902b7-01", "ff-1-2-3"]
    )
    def test_what_cannot_be_continued_begins_a_trace(self, header: str | None) -> None:
        with tracing.continue_trace(header):
            first = tracing.current_traceparent()
        with tracing.continue_trace(header):
            second = tracing.current_traceparent()

        assert first is not None
        assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-00", first)
        assert first != second
