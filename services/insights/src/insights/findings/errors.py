"""What can go wrong with findings, in the domain's words."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Forbidden, Invalid, NotFound


class FindingNotFound(NotFound):
    """No such finding, or the reader may not know that there is."""

    code = "finding-not-found"
    title = "There is no such finding"

    def __init__(self) -> None:
        super().__init__("You can see no finding with that id. Search for it: GET /search.")


class NotYours(Forbidden):
    """The finding belongs to another organisation."""

    code = "finding-of-another-organisation"
    title = "This finding belongs to another organisation"

    def __init__(self) -> None:
        super().__init__(
            "Only the organisation that deposited a finding, and the system's editors, change it."
        )


class NotInThatState(Conflict):
    """The step isn't possible from where the finding stands."""

    code = "finding-state"
    title = "The finding is not in a state that allows this"

    def __init__(self, done: str, state: str) -> None:
        super().__init__(f"It cannot be {done} while it is {state}. Read it again.")


class PersonalDataFound(Invalid):
    """Something in the text reads like personal data and nobody has cleared it."""

    code = "personal-data"
    title = "Something reads like personal data"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "Take out what is named here, or clear each with a reason: "
            "POST /findings/{id}/clearances. Nothing was published.",
            fields=fields,
        )


class EmbargoEnded(Conflict):
    """There is nothing unpublished that an embargo could hold back."""

    code = "embargo-ended"
    title = "There is nothing that an embargo could hold back"

    def __init__(self) -> None:
        super().__init__(
            "No version waits to be published, or its moment has come. What readers have seen "
            "cannot be put under an embargo; a new version of it can: change it first."
        )


class NothingToClear(Conflict):
    """There is nothing at that place that reads like personal data."""

    code = "nothing-to-clear"
    title = "There is nothing to clear there"

    def __init__(self) -> None:
        super().__init__(
            "Nothing at that place of that version reads like personal data of that kind. "
            "GET /findings/{id}/personal-data lists what does."
        )


class CannotSupersede(Conflict):
    """The finding named as the replacement can't be one."""

    code = "cannot-supersede"
    title = "That finding cannot stand in for this one"

    def __init__(self) -> None:
        super().__init__(
            "The replacement must be another finding of this system that is published, "
            "neither superseded nor withdrawn."
        )


class VersionNotFound(NotFound):
    """The finding has no such version, or the reader may not see it."""

    code = "finding-version-not-found"
    title = "There is no such version"

    def __init__(self) -> None:
        super().__init__(
            "You can see no version with that number. GET /findings/{id}/versions lists them."
        )
