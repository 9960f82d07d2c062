"""What became of a claim, in words for its member."""

from __future__ import annotations

STATES = {
    "submitted": "we are looking at it",
    "approved": "approved, and will be paid",
    "exported": "sent to the bank",
    "paid": "paid",
    "given": "you have your voucher",
    "returned": "came back from the bank: check where we pay you, then claim it again",
    "refused": "not approved",
    "cancelled": "taken back",
}
"""State of a claim → in words."""
VOUCHER_STATES = STATES | {"approved": "approved, and your voucher comes next"}
"""The same of a claim that is given as a voucher."""
