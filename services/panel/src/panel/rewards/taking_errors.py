"""What can go wrong with payment details that staff take down."""

from __future__ import annotations

from common.errors import Conflict, Forbidden, NotFound


class EntersTheirOwn(Conflict):
    """The member has email, and enters their account on their own page."""

    code = "enters-own-payment-details"
    title = "This member enters their account themselves"

    def __init__(self) -> None:
        super().__init__(
            "Staff take accounts down for members without email alone. Ask the member to open the "
            "link in one of their mails: the page Rewards takes the account."
        )


class DetailsNotTaken(NotFound):
    """No account waits to be entered again."""

    code = "payment-details-not-taken"
    title = "No payment details wait for you"

    def __init__(self) -> None:
        super().__init__(
            "None were taken down, they were entered twice already, or the member entered them "
            "themselves. PUT payment-details takes them down."
        )


class SameTaker(Forbidden):
    """Whoever took an account down may not confirm it."""

    code = "payment-details-four-eyes"
    title = "Somebody else must enter these details again"

    def __init__(self) -> None:
        super().__init__("You took them down. Ask a colleague with another key to enter them.")


class DetailsDiffer(Conflict):
    """What two people entered is not the same."""

    code = "payment-details-differ"
    title = "These details are not those that were taken down"

    def __init__(self) -> None:
        super().__init__(
            "Name, sort code and account number must all be the same. Look at the form, or ask the "
            "member; where the first entry is wrong, take the details down again."
        )
