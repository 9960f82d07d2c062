"""Lines of the ledgers' file are read as what may have been written, or refused by their number."""

from __future__ import annotations

import orjson
import pytest

from panel.erasures.lines import entries_of, line_of

pytestmark = pytest.mark.rule("panel.13")

AT = "2026-11-27T10:00:00+00:00"
PAUSE = {
    "ics": "QE1",
    "said": "pause",
    "about": "ab" * 32,
    "stands": True,
    "purpose": None,
    "until": "2026-12-31",
    "address": None,
    "said_at": AT,
}
OBJECTION = PAUSE | {"said": "objection", "purpose": "profiling", "until": None}
LEFT = PAUSE | {"said": "left", "until": None, "address": "cd" * 32}
CONSENT = PAUSE | {"said": "consent", "until": None}
ERASED = {"ics": "QE1", "member": "ab" * 32, "address": None, "erased_at": AT}


def line(entry: dict[str, object]) -> str:
    return orjson.dumps(entry).decode()


@pytest.mark.parametrize(
    "entry",
    [
        PAUSE,
        PAUSE | {"stands": False, "until": None},
        OBJECTION,
        OBJECTION | {"stands": False},
        LEFT,
        CONSENT,
        ERASED,
    ],
)
def test_what_was_written_is_read_and_written_again(entry: dict[str, object]) -> None:
    (read,) = entries_of([line(entry)])
    assert orjson.loads(line_of(read)) == entry


@pytest.mark.parametrize(
    "entry",
    [
        CONSENT | {"said": "anything"},
        CONSENT | {"said": None},
        CONSENT | {"said": ["consent"]},
        PAUSE | {"until": None},
        PAUSE | {"stands": False},
        PAUSE | {"purpose": "profiling"},
        OBJECTION | {"purpose": None},
        OBJECTION | {"purpose": 5},
        OBJECTION | {"until": "2026-12-31"},
        CONSENT | {"stands": False},
        CONSENT | {"address": "cd" * 32},
        LEFT | {"stands": False},
        LEFT | {"said_at": "2026-11-27T10:00:00"},
        ERASED | {"erased_at": "2026-11-27T10:00:00"},
    ],
)
def test_what_no_ledger_can_hold_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="line 2 is no entry"):
        list(entries_of(["", line(entry)]))
