"""What can go wrong when somebody shows a receipt."""

from __future__ import annotations

from common.errors import FieldError, Invalid


class ReceiptNotValid(Invalid):
    """This system's panel did not give this receipt."""

    code = "receipt-not-valid"
    title = "This receipt is not one of ours"

    def __init__(self) -> None:
        super().__init__(
            "It was altered, is not whole, or is of another area's panel. Copy it again, from its "
            "first character to its last.",
            fields=(FieldError("body.receipt", "is not a receipt of this panel"),),
        )
