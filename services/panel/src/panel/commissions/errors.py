"""What can be wrong with a selection for a commission."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid


class CommissionUnknown(Invalid):
    """No body of this system commissioned it, as far as is known here."""

    code = "commission-unknown"
    title = "There is no such commission"

    def __init__(self) -> None:
        super().__init__(
            "GET /commissions lists what bodies have commissioned. One of a moment ago takes a few "
            "seconds to be known here.",
            fields=(FieldError("body.assembly_id", "is not known here as commissioned"),),
        )


class CommissionCancelled(Conflict):
    """The commission was cancelled."""

    code = "commission-cancelled"
    title = "The assembly was cancelled"

    def __init__(self) -> None:
        super().__init__("The body that commissioned it has cancelled it: nobody is selected.")


class CommissionTaken(Conflict):
    """Another selection for the commission is committed to, or drawn."""

    code = "commission-taken"
    title = "There is a lottery for this assembly already"

    def __init__(self) -> None:
        super().__init__(
            "People are drawn once for an assembly. GET /selections lists the selection that was "
            "committed to for it."
        )


class CommissionChanged(Conflict):
    """The commission was amended, and the selection no longer fits it."""

    code = "commission-changed"
    title = "The commission has changed"

    def __init__(self) -> None:
        super().__init__(
            "Its seats or categories were amended since this selection was prepared. Calculate it "
            "anew with the categories, or prepare another with the seats, that GET /commissions "
            "gives."
        )
