"""What can go wrong with stories, in the domain's words."""

from __future__ import annotations

from common.errors import Conflict, DomainError, FieldError, Forbidden, Invalid, NotFound


class StoryNotFound(NotFound):
    """No such story, or not for that use, or the reader may not know that there is."""

    code = "story-not-found"
    title = "There is no such story for this use"

    def __init__(self) -> None:
        super().__init__(
            "No story with that id may be given to you for this use. Say what you want it for, "
            "and where: ?use=board_papers&place=…"
        )


class StoryGone(DomainError):
    """A story that was before the public and is so no more."""

    status = 410
    code = "story-gone"
    title = "This story is no longer here"

    def __init__(self) -> None:
        super().__init__(
            "The person who told it shares it no longer. It was taken out for good. If you kept a "
            "copy of it, please destroy it."
        )


class NotYours(Forbidden):
    """The story belongs to another organisation."""

    code = "story-of-another-organisation"
    title = "This story belongs to another organisation"

    def __init__(self) -> None:
        super().__init__(
            "Only the organisation that deposited a story, and the system's editors, change it."
        )


class NotInThatState(Conflict):
    """The step isn't possible from where the story stands."""

    code = "story-state"
    title = "The story is not in a state that allows this"

    def __init__(self, done: str, state: str) -> None:
        super().__init__(f"It cannot be {done} while it is {state}. Read it again.")


class ConsentDoesNotCover(Conflict):
    """The person agreed to other words or media than are here now."""

    code = "story-consent"
    title = "The person has not agreed to the story as it is now"

    def __init__(self) -> None:
        super().__init__(
            "Its words or its files were changed since, or the consent has ended. Show it to the "
            "person as it is now, and record what they agree to: POST /stories/{id}/consents."
        )


class PersonalDataFound(Invalid):
    """Something in the text reads like personal data and nobody has cleared it."""

    code = "personal-data"
    title = "Something reads like personal data"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "Take out what is named here, or clear each with a reason: "
            "POST /stories/{id}/clearances. Nothing was published.",
            fields=fields,
        )


class NothingToClear(Conflict):
    """There is nothing at that place that reads like personal data."""

    code = "nothing-to-clear"
    title = "There is nothing to clear there"

    def __init__(self) -> None:
        super().__init__(
            "Nothing at that place of the story as it is now reads like personal data of that "
            "kind. GET /stories/{id}/personal-data lists what does."
        )


class CodeNotValid(NotFound):
    """No story is taken out by that code."""

    code = "withdrawal-code-not-valid"
    title = "This code is not valid"

    def __init__(self) -> None:
        super().__init__(
            "Check each letter and number. A code that was used is not valid any more: its story "
            "is gone."
        )
