"""What can go wrong with membership."""

from __future__ import annotations

from common.errors import FieldError, Invalid, NotFound


class LinkNotValid(NotFound):
    """A link's token is forged, used, expired, or its member has left."""

    code = "link-not-valid"
    title = "This link does not work, or no longer"


class NotOldEnough(Invalid):
    """The person does not state to have reached the age from which people may join."""

    code = "not-old-enough"
    title = "Too young to join"

    def __init__(self, minimum_age: int) -> None:
        super().__init__(
            f"People may join from the age of {minimum_age}. Nothing was kept.",
            fields=(
                FieldError("body.minimum_age_met", f"must be true: aged {minimum_age} or over"),
            ),
        )


class NotYetCounted(NotFound):
    """No counts of members have been published yet."""

    code = "not-yet-counted"
    title = "No counts yet"

    def __init__(self) -> None:
        super().__init__("The first counts are published within minutes of the worker's start.")
