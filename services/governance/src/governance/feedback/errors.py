"""What can go wrong with feedback."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class FeedbackNotFound(NotFound):
    """No such feedback in this system."""

    code = "feedback-not-found"
    title = "There is no such feedback"

    def __init__(self) -> None:
        super().__init__(
            "This system has no feedback with that id. GET /decisions/{id}/feedback lists it."
        )


class FeedbackPublishedAlready(Conflict):
    """What was published is never changed."""

    code = "feedback-published"
    title = "It has been published"

    def __init__(self) -> None:
        super().__init__(
            "Published feedback stays as people read it. To correct it, add new feedback to the "
            "decision with its id as corrects_id."
        )


class CorrectedAlready(Conflict):
    """Another published answer took its place: of two that stand, people would not know which."""

    code = "feedback-corrected"
    title = "It has been corrected already"

    def __init__(self) -> None:
        super().__init__(
            "GET /decisions/{id}/feedback shows the answer that took its place: correct that one."
        )


class DecisionWithheld(Conflict):
    """Nothing about a withheld decision is published."""

    code = "decision-withheld"
    title = "The decision is withheld from the public"

    def __init__(self) -> None:
        super().__init__(
            "Feedback would tell what the decision says. Correct the decision first if it no "
            "longer has to be confidential."
        )
