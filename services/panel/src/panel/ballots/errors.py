"""What can go wrong with ballots and their keys."""

from __future__ import annotations

from common.errors import Unavailable


class BallotKeyMissing(Unavailable):
    """There are ballots of a survey that is open, and no key of theirs."""

    code = "ballot-key-missing"
    title = "The answers to this survey cannot be opened"

    def __init__(self) -> None:
        super().__init__(
            "The key of its ballots is missing, so it stays open. Whoever runs the panel has to "
            "restore the table ballot_keys with the table ballots."
        )


class NoBallotOpens(Unavailable):
    """There are ballots of a survey that is open, and its key opens none of them."""

    code = "no-ballot-opens"
    title = "The answers to this survey cannot be opened"

    def __init__(self) -> None:
        super().__init__(
            "Its key opens none of its ballots, so it stays as it is. Whoever runs the panel has "
            "to restore the tables ballots and ballot_keys from one backup, or, where no copy is "
            "left, to delete the ballots of this survey."
        )


class BallotNotKept(Unavailable):
    """What was written of an answer is not what was given."""

    code = "ballot-not-kept"
    title = "Your answers could not be kept"

    def __init__(self) -> None:
        super().__init__("Nothing of them was written. Please send them again.")


class MayNotRewriteKeys(Exception):
    """The worker's role was not granted what wiping keys needs."""

    def __init__(self) -> None:
        super().__init__("GRANT MAINTAIN ON panel.ballot_keys TO panel_app, as migration 0031 does")
