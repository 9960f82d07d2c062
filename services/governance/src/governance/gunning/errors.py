"""What can go wrong with openings."""

from __future__ import annotations

from common.errors import FieldError, Invalid


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
