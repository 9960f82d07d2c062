"""What can go wrong with assessments for everybody."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class AssessmentNotPublished(NotFound):
    """No such assessment that everybody may read."""

    code = "assessment-not-published"
    title = "There is no such assessment that everybody may read"

    def __init__(self) -> None:
        super().__init__(
            "Assessments are public once they are published, for as long as nothing that they are "
            "about is withheld. GET /published-assessments lists those of a decision or a paper."
        )


class AssessmentWithheld(Conflict):
    """What was assessed is kept from the public, and so is its assessment."""

    code = "assessment-withheld"
    title = "What was assessed is withheld from the public"

    def __init__(self) -> None:
        super().__init__(
            "A decision that rests on it, the item of the agenda that it is for, or a paper of "
            "that item is withheld. Publish it once they are open to everybody."
        )
