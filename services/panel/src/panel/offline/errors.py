"""What can go wrong with entering somebody's answers."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class NotAsked(NotFound):
    """There is no such survey or member, or the member was not asked in it."""

    code = "not-asked"
    title = "This member was not asked in this survey"

    def __init__(self) -> None:
        super().__init__(
            "Only who was drawn for a survey answers it. They may also have left since, or the "
            "survey be of another system."
        )


class AnswersByOwnLink(Conflict):
    """The member was mailed a link of their own."""

    code = "answers-by-own-link"
    title = "This member answers by their own link"

    def __init__(self) -> None:
        super().__init__(
            "Their link was mailed to them. Staff enter answers for members without email, and for "
            "those to whom the message had to be brought."
        )
