"""What can go wrong with replies."""

from __future__ import annotations

from common.errors import Conflict, Forbidden, NotFound


class ReplyNotFound(NotFound):
    """The finding has no such reply, or the reader may not know that there is."""

    code = "reply-not-found"
    title = "There is no such reply"

    def __init__(self) -> None:
        super().__init__("The finding has no reply with that id. GET /findings/{id} shows them.")


class NotSpokenAbout(Forbidden):
    """The finding doesn't speak about the caller's organisation, nor about that body."""

    code = "not-spoken-about"
    title = "This finding does not speak about you"

    def __init__(self) -> None:
        super().__init__(
            "Only those that a published finding names in speaks_about may reply: an organisation "
            "itself; for a body, the system's editors."
        )


class AlreadyReplied(Conflict):
    """There is a reply of the same organisation or body."""

    code = "already-replied"
    title = "There is a reply of yours already"

    def __init__(self) -> None:
        super().__init__("Everybody has one reply to a finding. Change it: PATCH the reply.")


class ReplyWithdrawn(Conflict):
    """The reply is withdrawn already."""

    code = "reply-withdrawn"
    title = "This reply is withdrawn"

    def __init__(self) -> None:
        super().__init__("It is withdrawn already. Send a new text with PATCH to reply again.")
