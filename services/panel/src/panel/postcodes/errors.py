"""What can be wrong with a postcode, in words for the person; none repeats it."""

from __future__ import annotations

from datetime import date

from common.errors import FieldError, Invalid


class PostcodeRefused(Invalid):
    """A postcode that tells no place of the system."""

    def __init__(self, detail: str, short: str) -> None:
        super().__init__(detail, fields=(FieldError("body.postcode", short),))


class PostcodeUnknown(PostcodeRefused):
    """The directory has no such postcode."""

    code = "postcode-unknown"
    title = "We do not know this postcode"

    def __init__(self) -> None:
        super().__init__(
            "Check it, or leave it out and choose your place. New postcodes can be missing for a "
            "few months.",
            "is not a postcode that we know",
        )


class PostcodeEnded(PostcodeRefused):
    """The postcode is no longer in use."""

    code = "postcode-ended"
    title = "This postcode is no longer in use"

    def __init__(self, ended_on: date) -> None:
        super().__init__(
            f"It went out of use in {ended_on:%B %Y}. Give the one that is used now, or choose "
            "your place.",
            "is no longer in use",
        )


class PostcodeElsewhere(PostcodeRefused):
    """The postcode lies outside of the system's area."""

    code = "postcode-elsewhere"
    title = "This postcode is in another area"

    def __init__(self, system: str) -> None:
        super().__init__(
            f"The panel is for people who live, work or get care in {system}. If you work or get "
            "care here, give the postcode of that place. Other areas have panels of their own.",
            "is outside of this area",
        )


class NoDirectory(PostcodeRefused):
    """No postcode directory is loaded."""

    code = "no-postcode-directory"
    title = "Postcodes cannot be looked up here"

    def __init__(self) -> None:
        super().__init__("Choose your place instead.", "cannot be looked up: choose a place")


class NotDeciles(ValueError):
    """A file is not a whole list of LSOAs with their deciles of deprivation."""


class NotADirectory(ValueError):
    """A file is not an ONS Postcode Directory."""
