"""What can go wrong with the burden budget."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class BudgetSpent(Conflict):
    """Everybody who could be asked has been asked as often as the budget allows."""

    code = "burden-budget-spent"
    title = "Nobody may be asked again yet"

    def __init__(self) -> None:
        super().__init__(
            "Everybody who fits and can be reached has been asked as often as the budget of their "
            "system allows. Wait, or choose other places or another segment; GET /calendar shows "
            "what is asked when."
        )


class NoDraw(NotFound):
    """Nobody has been drawn: the survey is a draft, or was opened before there were draws."""

    code = "no-draw"
    title = "Nobody has been drawn for this survey"

    def __init__(self) -> None:
        super().__init__(
            "Open the survey first: then there is a draw. One that was opened before draws were "
            "kept has none."
        )


class NoAudience(NotFound):
    """Nobody has been looked for yet, or nothing is known of it."""

    code = "no-audience"
    title = "Nobody has been looked for yet"

    def __init__(self) -> None:
        super().__init__(
            "Send the bulletin, or open the gathering, first. Of those of before this was counted "
            "nothing is known."
        )
