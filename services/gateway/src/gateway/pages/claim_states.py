"""What became of a claim, in words for its member."""

from __future__ import annotations

from gateway.pages.speaking import marked

STATES = {
    "submitted": marked("we are looking at it"),
    "approved": marked("approved, and will be paid"),
    "exported": marked("sent to the bank"),
    "paid": marked("paid"),
    "given": marked("you have your voucher"),
    "returned": marked("came back from the bank: check where we pay you, then claim it again"),
    "refused": marked("not approved"),
    "cancelled": marked("taken back"),
}
"""State of a claim → in words."""
VOUCHER_STATES = STATES | {"approved": marked("approved, and your voucher comes next")}
"""The same of a claim that is given as a voucher."""
