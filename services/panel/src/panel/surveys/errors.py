"""What can go wrong with surveys."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid, NotFound


class SurveyNotFound(NotFound):
    """There is no such survey in this system."""

    code = "survey-not-found"
    title = "There is no such survey"

    def __init__(self) -> None:
        super().__init__("This system has no such survey. GET /surveys lists them.")


class SurveyNotDraft(Conflict):
    """The survey was opened, and its questions stand."""

    code = "survey-not-draft"
    title = "The survey is no longer a draft"

    def __init__(self) -> None:
        super().__init__("It was opened, so people may have read it. Make a new survey instead.")


class SurveyNotOpen(Conflict):
    """The survey takes no answers: it is a draft still, or closed."""

    code = "survey-not-open"
    title = "The survey is not open"

    def __init__(self) -> None:
        super().__init__("Only an open survey can be closed.")


class SurveyWithoutQuestions(Conflict):
    """A draft without questions cannot be opened."""

    code = "survey-without-questions"
    title = "The survey asks nothing"

    def __init__(self) -> None:
        super().__init__("Add at least one question to the draft, then open it.")


class TrialUnderWay(Conflict):
    """People are trying the draft out."""

    code = "trial-under-way"
    title = "The survey is being tried out"

    def __init__(self) -> None:
        super().__init__(
            "End its trial first, so that what people said of the questions is read before "
            "everybody is asked: POST /surveys/{survey_id}/pilots/{pilot_id}/end."
        )


class NobodyToAsk(Conflict):
    """No member of the audience agrees to surveys, or, of a segment, all have to rest."""

    code = "nobody-to-ask"
    title = "There is nobody to ask"

    def __init__(self) -> None:
        super().__init__(
            "No member of these places and this segment agrees to be sent surveys and can use a "
            "format of this one, or all who do have been asked as often as the budget of their "
            "system allows. Choose other places or another segment, wait, or make other formats."
        )


class RoutingNotPossible(Invalid):
    """A question's condition can never be known when the question is to be shown."""

    code = "routing-not-possible"
    title = "These questions cannot be routed"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "A question is shown by the answer to an earlier one. Mend the conditions named below.",
            fields=fields,
        )


class PipingNotPossible(Invalid):
    """A question's text repeats an answer that there need not be, or that may not be repeated."""

    code = "piping-not-possible"
    title = "These texts cannot be filled in"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "A text may repeat the answer to an earlier question. Mend the texts named below.",
            fields=fields,
        )


class SurveyTooLong(Invalid):
    """The survey asks more than its results could be published of."""

    code = "survey-too-long"
    title = "The survey asks too much"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"Ask {most} things at most, each row of a matrix counted. Fewer are answered better.",
            fields=(FieldError("body.questions", f"must be {most} at most, rows counted"),),
        )


class AnonymousUntilClosed(Conflict):
    """An anonymous survey shows nothing of its answers while it takes more."""

    code = "anonymous-until-closed"
    title = "The survey is anonymous, and still open"

    def __init__(self) -> None:
        super().__init__(
            "Figures and comments that grow with each answer would show who gave the last one. "
            "Close the survey first."
        )
