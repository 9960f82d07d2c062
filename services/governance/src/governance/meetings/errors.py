"""What can go wrong with meetings."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common.errors import Conflict, FieldError, NotFound


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


class ItemHasOpenRecords(Conflict):
    """Everybody can read a paper or a decision of the item."""

    code = "item-has-open-records"
    title = "What hangs on the item is open"

    def __init__(self, papers: Sequence[UUID], decisions: Sequence[UUID]) -> None:
        open_ = [f"papers.{one}" for one in papers] + [f"decisions.{one}" for one in decisions]
        super().__init__(
            "An item is withheld together with what hangs on it. Withhold each of these first, "
            "with its own reason.",
            fields=tuple(FieldError(one, "is open to the public") for one in open_),
        )


class ItemWithheld(Conflict):
    """The item is withheld, so nothing of it is published."""

    code = "item-withheld"
    title = "The item is withheld from the public"

    def __init__(self) -> None:
        super().__init__(
            "What hangs on an item that is withheld is withheld too: give a withheld_reason, or "
            "open the item first."
        )


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


class AttendanceNotFound(NotFound):
    """No such entry of who came."""

    code = "attendance-not-found"
    title = "There is no such entry"

    def __init__(self) -> None:
        super().__init__("The meeting has no entry with that id. GET /meetings/{id}/attendance.")


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
