"""What can go wrong with decisions."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class DecisionNotFound(NotFound):
    """No such decision in this system."""

    code = "decision-not-found"
    title = "There is no such decision"

    def __init__(self) -> None:
        super().__init__("This system has no decision with that id. GET /decisions lists them.")


class ClockMovedBack(Conflict):
    """What is recorded later would bear an earlier time."""

    code = "clock-moved-back"
    title = "The clock reads earlier than what is on record"

    def __init__(self) -> None:
        super().__init__(
            "Something is on record, or the decision log was signed, at a later time than this "
            "computer's clock reads. Nothing is recorded until the clock is right again: tell "
            "whoever runs the system."
        )


class VoteWasLost(Conflict):
    """What was lost was not carried."""

    code = "vote-was-lost"
    title = "A vote that led to the decision was lost"

    def __init__(self) -> None:
        super().__init__(
            "The outcome would say that its motion was carried. GET /meetings/{id}/votes shows the "
            "vote; if it is on record wrongly, record a defect: POST /meetings/{id}/defects."
        )


class PartWasVoted(Conflict):
    """A vote names a part of a decision by its number."""

    code = "part-was-voted"
    title = "A vote names a part of the decision by its number"

    def __init__(self) -> None:
        super().__init__(
            "Parts that votes name keep their numbers: correct the words of each where it stands, "
            "add none and leave none out. GET /meetings/{id}/votes shows which votes name which."
        )


class DecisionOnHold(Conflict):
    """A decision that is called in resolves what it resolved."""

    code = "decision-on-hold"
    title = "The decision is on hold"

    def __init__(self) -> None:
        super().__init__(
            "While it is looked at after call-in, what it resolves is not corrected. Its body "
            "decides again, or takes another decision."
        )
