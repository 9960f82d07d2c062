"""What can go wrong with answering by a personal link."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class AnswerLinkNotValid(NotFound):
    """The link is forged, or its member has left or was erased."""

    code = "answer-link-not-valid"
    title = "This link does not work, or no longer"

    def __init__(self) -> None:
        super().__init__("Open the link in our mail again, and check that it is whole.")


class AlreadyAnswered(Conflict):
    """One person, one answer."""

    code = "already-answered"
    title = "You have answered already"

    def __init__(self) -> None:
        super().__init__("The survey takes one answer from each person, and has yours. Thank you.")


class SurveyIsClosed(Conflict):
    """The survey takes no more answers."""

    code = "survey-closed"
    title = "The survey has closed"

    def __init__(self) -> None:
        super().__init__("The survey takes no more answers. Thank you for wanting to take part.")
