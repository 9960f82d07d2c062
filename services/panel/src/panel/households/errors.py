"""What can go wrong with telling a household."""

from __future__ import annotations

from common.errors import FieldError, Invalid


class NotInTheDraw(Invalid):
    """A household is asked of those alone who agree to be in a draw."""

    code = "not-in-the-draw"
    title = "You are not in the draw"

    def __init__(self) -> None:
        super().__init__(
            "We ask where you live only of people who agree to be in the draw for an assembly. "
            "Agree to that first, or leave this out. Nothing was kept.",
            fields=(FieldError("body.household", "needs the consent to be in a draw"),),
        )
