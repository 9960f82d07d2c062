"""What can be wrong with what is asked of a feed."""

from __future__ import annotations

import json

from common.errors import FieldError, Invalid


class FeedNotUnderstood(Invalid):
    """The service that makes the feed cannot read what it is asked: a filter, or the cursor."""

    code = "feed-not-understood"
    title = "What the feed is asked cannot be read"

    def __init__(self, problem: bytes) -> None:
        """Take over the fields that the service's problem names.

        Args:
            problem: the body of its answer.
        """
        try:
            told = json.loads(problem)
            wrong = [
                FieldError(str(one["field"]), str(one["message"])) for one in told.get("errors", ())
            ]
        except (ValueError, TypeError, KeyError, AttributeError):
            wrong = []
        super().__init__(
            "Correct what is named here. A cursor is only good for the feed that gave it.",
            fields=tuple(wrong),
        )
