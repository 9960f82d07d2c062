"""What can go wrong with files of answers."""

from __future__ import annotations

from common.errors import Conflict


class AnswersStillComing(Conflict):
    """The survey has not closed."""

    code = "answers-still-coming"
    title = "The survey has not closed"

    def __init__(self) -> None:
        super().__init__(
            "Answers are given out once, when the survey has closed: of two files, one with an "
            "answer more than the other, anybody could tell who gave it."
        )
