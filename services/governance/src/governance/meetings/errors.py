"""What can go wrong with meetings."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class MeetingNotFound(NotFound):
    """No such meeting in this system."""

    code = "meeting-not-found"
    title = "There is no such meeting"

    def __init__(self) -> None:
        super().__init__("This system has no meeting with that id. GET /meetings lists them.")


class ItemNotFound(NotFound):
    """No such item on that meeting's agenda."""

    code = "item-not-found"
    title = "There is no such item"

    def __init__(self) -> None:
        super().__init__("The meeting has no item with that id. GET /meetings/{id}/items.")


class ItemInUse(Conflict):
    """Something else hangs on the item."""

    code = "item-in-use"
    title = "The item stays on the agenda"


class MeetingExists(Conflict):
    """The body has a meeting at that date and time."""

    code = "meeting-exists"
    title = "That meeting is there already"

    def __init__(self) -> None:
        super().__init__(
            "The body has a meeting at that date and time. GET /meetings?body_id= shows it."
        )


class MeetingState(Conflict):
    """The meeting's status does not allow this."""

    code = "meeting-state"
    title = "Not possible in the meeting's present status"


class ChairNotFound(NotFound):
    """No such entry of who was in the chair."""

    code = "meeting-chair-not-found"
    title = "There is no such entry"

    def __init__(self) -> None:
        super().__init__("The meeting has no entry with that id. GET /meetings/{id}/chairs.")


class OpenedByAnother(Conflict):
    """It is said already who opened the meeting."""

    code = "meeting-opened-by-another"
    title = "It is said already who opened the meeting"

    def __init__(self) -> None:
        super().__init__(
            "One person opens a meeting. DELETE the entry that is wrong, or send kind took."
        )
