"""What can go wrong while a body sits."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid, NotFound


class NoQuorumRule(Conflict):
    """The body's terms say nothing of a quorum."""

    code = "no-quorum-rule"
    title = "The terms of reference have no quorum"

    def __init__(self) -> None:
        super().__init__("No terms with a quorum were in force on the day of the meeting.")


class RuleOutOfDate(Conflict):
    """A rule of the terms cannot be followed on that day: it speaks of posts, groups or sectors
    that the body does not have, or was adopted before such rules were checked."""

    code = "rule-out-of-date"
    title = "A rule in the terms of reference cannot be followed"

    def __init__(self) -> None:
        super().__init__(
            "The posts have changed since the terms were adopted, or the terms were adopted in a "
            "form that is no longer read. Adopt new terms."
        )


class PresenceRefused(Conflict):
    """Somebody comes who is there, leaves who is not, or before what is recorded already."""

    code = "presence-refused"
    title = "That cannot have happened then"


class NotThatMoment(Invalid):
    """The meeting did not sit at that moment."""

    code = "not-that-moment"
    title = "The meeting did not sit then"


class NotQuorate(Conflict):
    """The meeting may not decide on the item at that moment."""

    code = "not-quorate"
    title = "The meeting is not quorate"

    def __init__(self) -> None:
        super().__init__("GET /meetings/{id}/quorum?item=&at= says what is missing.")


class VoteNotAdmitted(Invalid):
    """The terms do not admit this vote."""

    code = "vote-refused"
    title = "The terms of reference do not admit this vote"


class VoteNotFound(NotFound):
    """No such vote at that meeting."""

    code = "vote-not-found"
    title = "There is no such vote"

    def __init__(self) -> None:
        super().__init__("The meeting has no vote with that id. GET /meetings/{id}/votes.")


class VoteLinked(Conflict):
    """The vote belongs to a decision already, or the decision to another item."""

    code = "vote-linked"
    title = "The vote cannot be put to that decision"


class MeetingAdjourned(Conflict):
    """The meeting stands adjourned at that moment, or does not."""

    code = "meeting-adjourned"
    title = "Not possible while the meeting is adjourned, or is not"


class MeetingQuorate(Conflict):
    """A meeting that is quorate is not adjourned for want of a quorum."""

    code = "meeting-quorate"
    title = "The meeting is quorate"

    def __init__(self) -> None:
        super().__init__("GET /meetings/{id}/quorum?at= shows how. Give another reason.")


class NoTerms(Conflict):
    """The body had no terms of reference on that day."""

    code = "no-terms"
    title = "There are no terms of reference for that day"

    def __init__(self) -> None:
        super().__init__("GET /bodies/{id}/terms lists the body's terms, with their days.")


class VoteSettled(Conflict):
    """It would change who could vote in a vote that is on record."""

    code = "vote-settled"
    title = "A vote on record settled who could vote then"


class OwnInterest(Conflict):
    """Nobody rules that they themselves take part."""

    code = "own-interest"
    title = "The chair does not rule on their own interest"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "Record the interest without takes_part. Whoever takes the chair then for the item may "
            "rule on it at a later moment.",
            fields=fields,
        )
