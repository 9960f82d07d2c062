"""What can go wrong with a plan of results by group."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid


class PlanStands(Conflict):
    """The survey has closed, so its plan stands."""

    code = "breakdowns-stand"
    title = "What is published of this survey is decided"

    def __init__(self) -> None:
        super().__init__(
            "It has closed. A table that is added later could be subtracted from those that are "
            "out. Staff with panel:personal can read exact results by any group."
        )


class PlanNotPossible(Invalid):
    """A breakdown of the plan names what cannot be broken down, or by what."""

    code = "breakdowns-not-possible"
    title = "These breakdowns cannot be made"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__("Mend the breakdowns named below.", fields=fields)


class PlanGivesAway(Invalid):
    """The tables of the plan together could say more of people than each shows."""

    code = "breakdowns-give-away"
    title = "These breakdowns together could give people away"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "Tables that go in a circle, such as two questions each by age and by sex, can be "
            "worked out together. Take one of them out, or choose other questions.",
            fields=fields,
        )
