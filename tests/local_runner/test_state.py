"""A state directory that an older release left."""

from __future__ import annotations

from pathlib import Path

from local_runner.state import State


def test_a_ledger_of_stories_of_before_is_gone_on_with(tmp_path: Path) -> None:
    state = State(tmp_path / "var")
    state.prepare()
    before = state.ledger.with_name("stories.jsonl")
    before.write_text("a story\n")
    state.prepare()
    assert state.withdrawal_ledger.read_text() == "a story\n"
    before.write_text("of a release that was taken back\n")
    state.prepare()
    assert state.withdrawal_ledger.read_text() == "a story\n"
