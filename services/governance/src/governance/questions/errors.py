"""What can go wrong with public questions."""

from __future__ import annotations

from datetime import date

from common.errors import Conflict, FieldError, Invalid, NotFound


class QuestionNotFound(NotFound):
    """No such question in this system, or the link to it is not valid."""

    code = "question-not-found"
    title = "There is no such question"

    def __init__(self) -> None:
        super().__init__("Check the id or the link. GET /questions lists them for staff.")


class QuestionTooLate(Conflict):
    """The meeting takes no more questions."""

    code = "question-too-late"
    title = "It is too late for this meeting"

    def __init__(self, last_day: date, following: date | None) -> None:
        then = (
            f"The next meeting that takes it is on {following.isoformat()}; choose that one"
            if following
            else "No later meeting is fixed yet"
        )
        super().__init__(
            f"The last day was {last_day.isoformat()}. {then}, or send it without a meeting for a "
            "written answer."
        )


class TooManyQuestions(Conflict):
    """One person has sent as many as the body takes from one."""

    code = "too-many-questions"
    title = "You have sent as many as one person may"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"The body takes {most} from one person for one meeting. Choose another meeting."
        )


class QuestionState(Conflict):
    """The question's state does not allow this."""

    code = "question-state"
    title = "Not possible as the question stands"


class PersonalDataFound(Invalid):
    """A text that is to be published reads like it says who somebody is."""

    code = "personal-data-found"
    title = "This reads like personal data"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "Take out what shows who a person is, or say in cleared_reason why it may stand.",
            fields=fields,
        )
