"""What can go wrong with enrolling somebody, and with letters to them."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid, NotFound


class ConsentNotRecorded(Invalid):
    """Nobody is enrolled without a consent that was given on a day."""

    code = "consent-not-recorded"
    title = "There is no recorded consent"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(
            "Record what the person agreed to, in the wording that was read or shown to them, and "
            "the day on which they did. Nothing was kept.",
            fields=(FieldError(field, message),),
        )


class NoSuchMember(NotFound):
    """There is no member of this id."""

    code = "no-such-member"
    title = "There is no such member"

    def __init__(self) -> None:
        super().__init__("They may have left. GET /members lists the members.")


class WrittenToByEmail(Conflict):
    """The member has an email address, by which their link is sent."""

    code = "written-to-by-email"
    title = "This member gets their link by email"

    def __init__(self) -> None:
        super().__init__(
            "Codes in letters are for members without email. Ask the member to sign up again with "
            "their address: the mail has the link."
        )
