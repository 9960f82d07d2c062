"""Text that is made to be slow to read: what it costs grows with it, and no faster."""

from __future__ import annotations

import time

import pytest

from governance.minutes.reading import read_minutes

HEAD = "# Minutes of the Board\n\nHeld on 1 March 2024\n\nPresent:\n"
ITEMS = "\n1. Apologies\n\nNone.\n\n2. Minutes\n\nAGREED the minutes.\n\n"
SECONDS = 5.0
"""Of the processor: far more than each takes, and far less than before it was bounded."""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEAD + "-" * 5000 + "x\n" + ITEMS, id="the rule of no table"),
        pytest.param(HEAD + ("a" + " " * 19_000 + "b|\n") * 40 + ITEMS, id="an end of no row"),
        pytest.param(HEAD + ITEMS + "Moved" + "\t" * 5000 + "x\n", id="cells without words"),
        pytest.param(HEAD + ITEMS + "Mr " * 5000 + "\n", id="titles without a name"),
        pytest.param(
            HEAD + ITEMS + "Proposed by Jane Smith, seconded by Ann Low and RESOLVED\n" * 2000,
            id="a sentence without an end",
        ),
        pytest.param(
            HEAD + ITEMS + ("It was said.\n" * 19 + "word " * 24 + "\n") * 200,
            id="paragraphs without a blank line",
        ),
    ],
)
def test_hostile_text_is_read_in_time(text: str) -> None:
    began = time.process_time()
    read_minutes(text)
    assert time.process_time() - began < SECONDS
