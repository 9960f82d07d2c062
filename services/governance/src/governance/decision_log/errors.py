"""What can go wrong with the decision log."""

from __future__ import annotations

from common.errors import FieldError, Invalid, NotFound


class NotInTheLog(NotFound):
    """The log has no such file or leaf."""

    code = "not-in-the-log"
    title = "The decision log has nothing at this address"

    def __init__(self) -> None:
        super().__init__(
            "Read the checkpoint for the log's size; addresses are those of C2SP tlog-tiles."
        )


class NoSuchTree(Invalid):
    """A proof was asked for of a tree that the log never was."""

    code = "no-such-tree"
    title = "The log was never of this size"

    def __init__(self, field: str) -> None:
        super().__init__(
            "Ask for sizes from 1 to the checkpoint's, the older first, and for a leaf below them.",
            fields=(FieldError(f"query.{field}", "does not fit the log's size"),),
        )


class LogDamaged(Exception):
    """What is stored contradicts what was signed. Nothing more is signed until it is mended."""
