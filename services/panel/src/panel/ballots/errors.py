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


class MayNotRewriteKeys(Exception):
    """The worker's role was not granted what wiping keys needs."""

    def __init__(self) -> None:
        super().__init__("GRANT MAINTAIN ON panel.ballot_keys TO panel_app, as migration 0031 does")
