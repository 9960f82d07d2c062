"""Days in files of samples are as written, or counted from today."""

from __future__ import annotations

from datetime import date

from common.past import read

TODAY = date(2026, 3, 1)


def test_days_are_counted_from_today_wherever_they_stand() -> None:
    found = read(b'{"a": ["today-1", {"b": "today+31"}], "c": "2024-02-29"}', TODAY)
    assert found == {"a": ["2026-02-28", {"b": "2026-04-01"}], "c": "2024-02-29"}


def test_words_that_only_speak_of_today_stay() -> None:
    said = {"a": "today", "b": "until today-30 or so", "c": "today-12345", "d": 30, "e": None}
    text = b'{"a": "today", "b": "until today-30 or so", "c": "today-12345", "d": 30, "e": null}'
    assert read(text, TODAY) == said
