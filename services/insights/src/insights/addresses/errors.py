"""What can go wrong with the address for notices."""

from __future__ import annotations

from common.errors import NotFound, TooManyRequests


class NoAddress(NotFound):
    """The organisation has given no address."""

    code = "no-notice-address"
    title = "Your organisation has given no address"

    def __init__(self) -> None:
        super().__init__("Give one: PUT /notice-address.")


class LinkNotValid(NotFound):
    """The token of a mailed link is forged, used or too old."""

    code = "link-not-valid"
    title = "This link is not valid"

    def __init__(self) -> None:
        super().__init__(
            "It may have been used already, or be older than 48 hours. Your organisation can give "
            "the address again."
        )


class AskedTooOften(TooManyRequests):
    """The organisation gave addresses again and again."""

    code = "asked-too-often"
    title = "Too many mails to confirm an address"

    def __init__(self, limit: int) -> None:
        super().__init__(f"At most {limit} are sent in an hour. Try again in an hour.")
