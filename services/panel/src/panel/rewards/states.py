"""What may become of a claim.

    submitted → approved → exported → paid
              → refused  → refused  → returned
              → cancelled
                         → given

Money goes by the bank (exported), a voucher is given. An approval that was a mistake is taken back
by refusing the claim, until it is in a batch or given. An approved claim is cancelled only where
its member goes before they can be paid or given it; what was paid may still come back, and a
voucher that no shop takes is replaced. Given, refused, cancelled and returned are ends: whoever is
to have it after all claims again.
"""

from __future__ import annotations

from collections.abc import Mapping

from panel.rewards.errors import ClaimMoved

NEXT: Mapping[str, frozenset[str]] = {
    "submitted": frozenset({"approved", "refused", "cancelled"}),
    "approved": frozenset({"exported", "given", "refused", "cancelled"}),
    "exported": frozenset({"paid", "returned"}),
    "paid": frozenset({"returned"}),
    "given": frozenset(),
    "refused": frozenset(),
    "cancelled": frozenset(),
    "returned": frozenset(),
}
"""State → the states that it may go to."""

COUNTING = ("submitted", "approved", "exported", "paid", "given")
"""States in which a claim counts towards its cap, and binds the decision on the offer."""


def moved(state: str, to: str) -> str:
    """Give the new state of a claim.

    Raises:
        ClaimMoved: if it may not go there from where it is.
    """
    if to not in NEXT[state]:
        raise ClaimMoved(state)
    return to
