"""What can go wrong with bodies."""

from __future__ import annotations

from datetime import date

from common.errors import Conflict, FieldError, Invalid, NotFound


class BodyNotFound(NotFound):
    """No such body in this system."""

    code = "body-not-found"
    title = "There is no such body"

    def __init__(self) -> None:
        super().__init__("This system has no body with that id. GET /bodies lists them.")


class PostNotFound(NotFound):
    """No such post in this system."""

    code = "post-not-found"
    title = "There is no such post"

    def __init__(self) -> None:
        super().__init__("This system has no post with that id. GET /bodies/{id}/posts lists them.")


class HolderNotFound(NotFound):
    """No such holder of that post."""

    code = "holder-not-found"
    title = "There is no such holder"

    def __init__(self) -> None:
        super().__init__("The post has no holder with that id. GET /bodies/{id}/posts lists them.")


class BodyCodeTaken(Conflict):
    """Another body bears the code."""

    code = "body-code-taken"
    title = "Another body has that code"

    def __init__(self) -> None:
        super().__init__("Codes name bodies in references of decisions, for good. Choose another.")


class TermsOverlap(Conflict):
    """Terms of reference must follow one another."""

    code = "terms-overlap"
    title = "These terms overlap others"

    def __init__(self) -> None:
        super().__init__(
            "New terms begin after the newest ones did; those then end by themselves. "
            "GET /bodies/{id}/terms lists them."
        )


class TermsSettled(Conflict):
    """A body voted, or its chair confirmed the quorum, under the terms of that day."""

    code = "terms-settled"
    title = "The body decided under other terms then"

    def __init__(self, last: date) -> None:
        super().__init__(
            f"On {last.day} {last:%B %Y} a vote, or that the meeting was quorate, was recorded "
            "under the terms of that day. New terms begin later."
        )


class TermsContradict(Invalid):
    """A rule in the terms that no meeting could follow."""

    code = "terms-contradict"
    title = "No meeting could follow these terms"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "A rule contradicts itself, or asks for more than the body's posts can give. "
            "Each fault is named by its place in the terms.",
            fields=fields,
        )


class ApprovalsWanting(Invalid):
    """The terms ask for approvals that a member does not have."""

    code = "approvals-wanting"
    title = "A member needs the approvals that the terms ask for"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "The terms of reference name who has to approve a member before their first day. Each "
            "approval that is wanting or does not fit is named.",
            fields=fields,
        )
