"""What can go wrong with changed days."""

from __future__ import annotations

from common.errors import Conflict


class DayIsThat(Conflict):
    """The day is already what it is to become."""

    code = "day-is-that"
    title = "Nothing would change"

    def __init__(self, *, working: bool) -> None:
        what = "a working day" if working else "no working day"
        super().__init__(
            f"That day is {what} already: weekends and England's bank holidays are known. Is it "
            "the day that you mean?"
        )


class DayHasPassed(Conflict):
    """A day that has passed, and was never worked, is made a working day."""

    code = "day-has-passed"
    title = "The day has passed"

    def __init__(self) -> None:
        super().__init__(
            "The day was no working day, and it is over: to make it one now would make late what "
            "came in time, or in time what came late. Only what was entered of a day that had been "
            "one is undone afterwards: a closure of it."
        )
