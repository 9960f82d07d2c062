"""What can go wrong with a selection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.errors import Conflict, Forbidden, NotFound

if TYPE_CHECKING:
    from panel.selection.relaxing import Change


class SelectionInvalid(ValueError):
    """The pool or the quotas make no sense. The message names no person."""


class SolverFailed(Exception):
    """The solver ended without an answer, or with one that can't be true: nothing is known.

    It says nothing of the quotas, and the message names no person.
    """


@dataclass
class QuotasUnmeetable(Exception):
    """No panel keeps all quotas. `changes` are the smallest that let one be found."""

    changes: tuple[Change, ...]


class SelectionNotFound(NotFound):
    """There is no such selection in this system."""

    code = "selection-not-found"
    title = "There is no such selection"

    def __init__(self) -> None:
        super().__init__("This system has no such selection. GET /selections lists them.")


class NotInThisState(Conflict):
    """The selection is not where this could be done."""

    code = "selection-state"
    title = "The selection is not at that step"

    def __init__(self, needed: str) -> None:
        super().__init__(
            f"This needs a selection that is {needed}. A selection is calculated, then committed, "
            "then drawn once, then completed; GET it to see where it is."
        )


class PoolChanged(Conflict):
    """Somebody in the pool no longer agrees to be in a draw, has moved, or told something else."""

    code = "selection-pool-changed"
    title = "The pool has changed since it was calculated"

    def __init__(self) -> None:
        super().__init__(
            "Somebody has withdrawn from the draw since the panels were calculated, has moved, or "
            "told their household or something else that they go by. "
            "POST /selections/{id}/calculation, and commit to what comes of that."
        )


class TooEarlyToDraw(Conflict):
    """The day that was committed to for the draw has not come."""

    code = "selection-too-early"
    title = "It is not the day of the draw yet"

    def __init__(self) -> None:
        super().__init__("The draw takes place on the day that the commitment names, or later.")


class DigitsAlreadyStand(Conflict):
    """The correction says what stands."""

    code = "selection-digits-stand"
    title = "These are the digits in force"

    def __init__(self) -> None:
        super().__init__("GET the selection: its digits are these, and need no correction.")


class CorrectionNotFound(NotFound):
    """No correction of that number waits for somebody to confirm it."""

    code = "selection-correction-not-found"
    title = "No such correction waits"

    def __init__(self) -> None:
        super().__init__(
            "It has taken effect, or another one was entered in its place. GET the selection: "
            "waiting_correction is the one that waits."
        )


class SameHands(Forbidden):
    """Whoever entered a correction may not confirm it."""

    code = "selection-four-eyes"
    title = "Somebody else must confirm this correction"

    def __init__(self) -> None:
        super().__init__(
            "You entered it. Ask a colleague with another key to look the digits up and confirm."
        )


class DigitsDiffer(Conflict):
    """Two people read other digits in the source."""

    code = "selection-digits-differ"
    title = "These are not the digits of the correction that waits"

    def __init__(self) -> None:
        super().__init__(
            "Look at the source again, and at waiting_correction of GET the selection: another "
            "correction may have been entered in its place. Where the one that waits is wrong, "
            "enter the right digits as a correction, for a colleague to confirm."
        )


class PanelWasInvited(Conflict):
    """People were invited by the wrong digits, and nobody says what they are told."""

    code = "selection-panel-invited"
    title = "People were invited by the digits that you correct"

    def __init__(self) -> None:
        super().__init__(
            "Somebody has given a seat up, or was asked to fill one, so people know of the panel. "
            "Say in told what those who lose their seat are told, and enter the correction again."
        )


class ReplacementUnderWay(Conflict):
    """Seats are being filled from the panel that the correction takes away."""

    code = "selection-replacement-under-way"
    title = "Seats are being filled just now"

    def __init__(self) -> None:
        super().__init__("Wait until those asked for are chosen, a minute at most, and try again.")


class NotOnThePanel(Conflict):
    """Nobody of that pseudonym has a seat."""

    code = "selection-no-seat"
    title = "They have no seat on this panel"

    def __init__(self) -> None:
        super().__init__("GET the selection: it lists the pseudonyms of those who have a seat.")


class NothingToReplace(Conflict):
    """Every seat is taken, or a replacement is under way."""

    code = "selection-nothing-to-replace"
    title = "There is no seat to fill now"

    def __init__(self) -> None:
        super().__init__("Record who dropped out first, or wait until those asked for are chosen.")


class SeatsVacant(Conflict):
    """The panel is not full."""

    code = "selection-seats-vacant"
    title = "Some seats are vacant"

    def __init__(self) -> None:
        super().__init__(
            "Replace those who dropped out, or say leave_vacant where nobody is left to ask."
        )


class PoolNotOpen(Forbidden):
    """Whoever asks did not open the pool, or its hour is over."""

    code = "selection-pool-not-open"
    title = "The pool is not open to you"

    def __init__(self) -> None:
        super().__init__("POST /selections/{id}/openings with the reason; it is open for an hour.")
