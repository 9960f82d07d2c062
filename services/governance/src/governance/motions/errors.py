"""What can go wrong with motions and amendments."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid, NotFound


class MotionNotFound(NotFound):
    """No such motion in this system."""

    code = "motion-not-found"
    title = "There is no such motion"

    def __init__(self) -> None:
        super().__init__(
            "This system has no motion with that id. GET /meetings/{id}/motions lists those of a "
            "meeting."
        )


class AmendmentNotFound(NotFound):
    """No such amendment of that motion."""

    code = "amendment-not-found"
    title = "There is no such amendment"

    def __init__(self) -> None:
        super().__init__("The motion has no amendment with that id. GET /motions/{id} lists them.")


class MoverRefused(Invalid):
    """Only members who are there and may vote move and second, and not one of them both."""

    code = "mover-refused"
    title = "This member cannot move or second"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "A motion or an amendment is moved by one member and seconded by another, both there "
            "at that moment and entitled to vote on the item. "
            "GET /meetings/{id}/quorum?item=&at= says who is.",
            fields=fields,
        )


class AmendmentDoesNotFit(Invalid):
    """The words are not where the amendment says, or nothing would be left."""

    code = "amendment-does-not-fit"
    title = "The amendment does not fit the resolution as it stands"


class OutOfTurn(Conflict):
    """Amendments are disposed of one after the other, and before the motion is put."""

    code = "out-of-turn"
    title = "Something else is to be disposed of first"


class MotionState(Conflict):
    """The motion was put, or the amendment disposed of."""

    code = "motion-state"
    title = "Not possible as the motion stands"


class VoteDoesNotFit(Conflict):
    """The vote was not on this."""

    code = "vote-does-not-fit"
    title = "That vote was not on this"
