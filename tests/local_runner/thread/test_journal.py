"""Hops are timed, and nothing is waited for without end."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from local_runner.thread.errors import BrokenThread
from local_runner.thread.journal import Journal


class TestHop:
    def test_waits_until_it_is_there_and_notes_the_time(self) -> None:
        journal = Journal(Console(file=io.StringIO()), patience=5)
        looks = iter([None, None, "here"])
        assert journal.hop("a fact", lambda: next(looks), since=journal.moment()) == "here"
        ((what, seconds),) = journal.hops
        assert what == "a fact"
        assert 0 < seconds < 5

    def test_gives_up_in_time_and_says_what_was_missing(self) -> None:
        journal = Journal(Console(file=io.StringIO()), patience=0.05)
        with pytest.raises(BrokenThread, match=r"a fact: not seen within 0.05 seconds"):
            journal.hop("a fact", lambda: None, since=0)
        assert journal.hops == []


class TestTable:
    def test_tells_every_step_and_hop(self) -> None:
        written = io.StringIO()
        journal = Journal(Console(file=written, width=120))
        with journal.step("Residents sign up") as step:
            step.notes.append("20 residents")
        journal.hop("mail has arrived", lambda: True, since=0)
        journal.table()
        text = written.getvalue()
        assert "Residents sign up; 20 residents" in text
        assert "mail has arrived" in text
