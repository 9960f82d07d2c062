"""What can go wrong with assessments of the duty to involve."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class AssessmentNotFound(NotFound):
    """No such assessment, or none for that decision."""

    code = "duty-assessment-not-found"
    title = "There is no such assessment"

    def __init__(self) -> None:
        super().__init__(
            "This system has no such assessment of the duty to involve. "
            "GET /duty-assessments lists them."
        )


class NoDutyInForce(Conflict):
    """No law on involvement binds that kind of body on that day."""

    code = "no-duty-in-force"
    title = "No duty to involve binds this kind of body on that day"

    def __init__(self) -> None:
        super().__init__(
            "Name in acting_for the kind of body on whose behalf this body acts. "
            "GET /duties?on= lists the law of a day and the kinds of body that it binds."
        )


class NotTheNextStep(Conflict):
    """The steps are taken in turn, each once."""

    code = "not-the-next-step"
    title = "This is not the step that is to be taken now"

    def __init__(self, expected: str | None) -> None:
        super().__init__(
            f"Answer the question {expected} now; no step is skipped."
            if expected
            else "All steps are answered. To answer again, reassess: what was said before is kept."
        )


class AssessmentOutdated(Conflict):
    """The proposal has changed since it was assessed."""

    code = "duty-assessment-outdated"
    title = "The proposal has changed since"

    def __init__(self) -> None:
        super().__init__(
            "The text of the proposal is not the one that was assessed. Assess it again: "
            "POST /duty-assessments/{id}/rounds."
        )


class AssessmentOpen(Conflict):
    """A step is still to be answered."""

    code = "duty-assessment-open"
    title = "The assessment is not finished"

    def __init__(self) -> None:
        super().__init__("Answer every step first. GET /duty-assessments/{id} says which is next.")


class NothingToLimit(Conflict):
    """Urgency limits a duty that is engaged, and no other."""

    code = "duty-not-engaged"
    title = "The duty to involve is not engaged"

    def __init__(self) -> None:
        super().__init__("Where the duty is not engaged there is no involvement to limit.")


class ChangeNotFound(NotFound):
    """No such temporary change of that assessment."""

    code = "temporary-change-not-found"
    title = "There is no such temporary change"

    def __init__(self) -> None:
        super().__init__("The assessment has no temporary change with that id.")


class CameBack(Conflict):
    """The temporary change has come back already, or may not become permanent yet."""

    code = "temporary-change-refused"
    title = "That cannot become of the temporary change"


class DecisionLinked(Conflict):
    """The decision rests on another assessment, or is another body's."""

    code = "duty-assessment-refused"
    title = "The decision cannot rest on that assessment"
