"""What can go wrong with measuring a panel."""

from __future__ import annotations

from common.errors import Invalid, NotFound


class NotYetMeasured(NotFound):
    """Nothing has been published of the panel's make-up yet."""

    code = "representation-not-yet-measured"
    title = "The panel has not been measured yet"

    def __init__(self) -> None:
        super().__init__("Figures are published once a day. Try again tomorrow.")


class NoTargetSize(Invalid):
    """Neither the request nor the system says how large the panel is to be."""

    code = "no-target-size"
    title = "The size of the panel is not known"

    def __init__(self) -> None:
        super().__init__(
            "Say how many members the panel is to have, with size=, or let the operator set "
            "panel_target in the system's file."
        )


class NoPopulation(Invalid):
    """The system has no figures of its population, so nobody's share of the panel is known."""

    code = "no-population"
    title = "There are no figures of the population"

    def __init__(self) -> None:
        super().__init__(
            "Whom to recruit follows from the residents of each place. Let the operator load a "
            "system file that has its population."
        )
