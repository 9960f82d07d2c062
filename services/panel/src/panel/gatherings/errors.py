"""What can go wrong with gatherings."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Forbidden, Invalid, NotFound


class GatheringNotFound(NotFound):
    """There is no such gathering in this system, or none that the caller may see."""

    code = "gathering-not-found"
    title = "There is no such event"

    def __init__(self) -> None:
        super().__init__("This system has no such event, or it is not public.")


class PlaceLinkNotValid(NotFound):
    """The link is forged or not whole, or its member has left."""

    code = "place-link-not-valid"
    title = "This link does not work, or no longer"

    def __init__(self) -> None:
        super().__init__("Open the link in our mail again, and check that it is whole.")


class NotInThisState(Conflict):
    """The gathering is at another step."""

    code = "gathering-state"
    title = "The event is not at that step"

    def __init__(self, needed: str) -> None:
        super().__init__(
            f"This needs one that is {needed}. It is a draft, then open, then held or cancelled."
        )


class NotForThisMember(Conflict):
    """It is for other members, or the member does not agree to be told of events."""

    code = "gathering-not-for-you"
    title = "This event is for other members"

    def __init__(self) -> None:
        super().__init__(
            "It is for members of other places or groups; or say on your own page that we may tell "
            "you about events."
        )


class SignUpIsOver(Conflict):
    """No more places are given."""

    code = "sign-up-over"
    title = "Sign-up is over"

    def __init__(self) -> None:
        super().__init__("It has been held or cancelled, or the last day for signing up is over.")


class NoBooking(Conflict):
    """The member has no place, and does not wait for one."""

    code = "no-booking"
    title = "You have no place to give up"

    def __init__(self) -> None:
        super().__init__("You have not signed up, or have given your place up already.")


class FewerThanTaken(Conflict):
    """More people have a place than there would be places."""

    code = "fewer-places-than-taken"
    title = "More people have a place already"

    def __init__(self) -> None:
        super().__init__(
            "So many people have a place or are offered one. Choose a greater capacity.",
            fields=(FieldError("body.capacity", "is less than the places that are taken"),),
        )


class LoweringCounts(Forbidden):
    """Trying lower and lower capacities would tell how many have a place."""

    code = "lowering-counts-people"
    title = "Lowering the capacity needs panel:personal"

    def __init__(self) -> None:
        super().__init__(
            "Which capacities are too low tells how many people have a place. Let somebody lower "
            "it whose credential has panel:personal, or raise it."
        )


class NotAttending(Invalid):
    """Attendance names somebody who had no place."""

    code = "not-attending"
    title = "Somebody named had no place"

    def __init__(self) -> None:
        super().__init__(
            "Name members who have a place; GET …/bookings lists them.",
            fields=(FieldError("body.came", "names somebody who had no place"),),
        )


class NobodyCame(Conflict):
    """There is nobody to ask how it was."""

    code = "nobody-came"
    title = "Nobody is noted as having come"

    def __init__(self) -> None:
        super().__init__("Note who came first, with PUT …/attendance.")
