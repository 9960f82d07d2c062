"""What can go wrong with quotas."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid


class QuotasNotPossible(Invalid):
    """A quota can never be met, contradicts another, or would tell a small count."""

    code = "quotas-not-possible"
    title = "These quotas cannot be kept"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__("Mend the quotas named below.", fields=fields)


class QuotasStand(Conflict):
    """The survey is open or closed: quotas can only be raised, or not at all."""

    code = "quotas-stand"
    title = "The quotas of this survey stand"

    def __init__(self, *, closed: bool) -> None:
        super().__init__(
            "The survey has closed: it takes no more answers."
            if closed
            else "The survey is open, and people have been told that there are enough by its "
            "quotas. Give the same quotas, each as high as it is or higher."
        )


class EnoughAnswers(Conflict):
    """The quota of a group that the person is in is full."""

    code = "enough-answers"
    title = "Enough people like you have answered"

    def __init__(self) -> None:
        super().__init__(
            "This survey takes so many answers from each group, so that all are heard. It has "
            "enough from a group that this person is in. Nothing of their answers was kept."
        )
