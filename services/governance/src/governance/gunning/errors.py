"""What can go wrong with openings."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid


class NotAMember(Invalid):
    """Only members of the body open its papers for the record."""

    code = "not-a-member"
    title = "The post is not a member of the body"

    def __init__(self) -> None:
        super().__init__(
            "Openings are recorded of posts that the body has, and that somebody holds, on the day "
            "of the meeting. GET /bodies/{id}/posts lists them.",
            fields=(FieldError("body.post_id", "is no filled post of the body on that day"),),
        )


class PaperNotOut(Conflict):
    """Nobody can have opened a paper that is not published."""

    code = "paper-not-out"
    title = "The paper is not published yet"

    def __init__(self) -> None:
        super().__init__("Publish the paper of this item first: POST /papers/{id}/publish.")
