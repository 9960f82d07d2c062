"""What can go wrong with mails that came back."""

from __future__ import annotations

from common.errors import NotFound


class AddressDoesNotFail(NotFound):
    """No mail came back from this member's address."""

    code = "address-does-not-fail"
    title = "No mail came back from this address"

    def __init__(self) -> None:
        super().__init__("GET /bounces/addresses lists the members whose address fails.")
