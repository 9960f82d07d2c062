"""What can go wrong with bulletins."""

from __future__ import annotations

from collections.abc import Sequence

from common.errors import Conflict, FieldError, Invalid, NotFound


class BulletinNotFound(NotFound):
    """There is no such bulletin, or the token is not its."""

    code = "bulletin-not-found"
    title = "There is no such bulletin"

    def __init__(self) -> None:
        super().__init__("Check its id: GET /bulletins lists those of this system.")


class BulletinNotDraft(Conflict):
    """It was scheduled, sent or cancelled."""

    code = "bulletin-not-draft"
    title = "The bulletin is no draft"

    def __init__(self) -> None:
        super().__init__("Recall it to change it; one that was sent or cancelled stays as it is.")


class BulletinNotScheduled(Conflict):
    """It waits for no day."""

    code = "bulletin-not-scheduled"
    title = "The bulletin is not scheduled"

    def __init__(self) -> None:
        super().__init__("Only a bulletin that waits to be sent can be recalled.")


class BulletinSentAlready(Conflict):
    """It is too late."""

    code = "bulletin-over"
    title = "The bulletin was sent or cancelled"

    def __init__(self) -> None:
        super().__init__("What was sent cannot be called back. Write another to correct it.")


class BulletinEmpty(Conflict):
    """It says nothing."""

    code = "bulletin-empty"
    title = "The bulletin has no items"

    def __init__(self) -> None:
        super().__init__("Add at least one item before scheduling it.")


class ItemNotAvailable(Conflict):
    """An item cannot be told: it is not published, withdrawn, corrected, or its survey not open."""

    code = "bulletin-item-not-available"
    title = "An item of the bulletin cannot be sent"

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(
            "Take it out or put another in its place; GET /bulletins/{id}/preview says why, and "
            "GET /bulletins/material lists what can be told.",
            fields=tuple(FieldError(f"items.{n}", "is not available") for n in numbers),
        )


class BulletinNotYetCounted(NotFound):
    """Figures are published once, when counting is over."""

    code = "bulletin-not-yet-counted"
    title = "There are no figures yet"

    def __init__(self) -> None:
        super().__init__(
            "They are published once, when counting is over, of bulletins to all who agree. "
            "level=exact needs panel:personal."
        )


class OriginalLanguage(Invalid):
    """The bulletin is written in this language already."""

    code = "bulletin-original-language"
    title = "The bulletin is written in this language"

    def __init__(self) -> None:
        super().__init__(
            "Translate it into another language, or change the language of the bulletin.",
            fields=(FieldError("path.language", "is that of the bulletin"),),
        )


class BulletinTextsDoNotFit(Invalid):
    """A translation has a text that the bulletin does not."""

    code = "bulletin-texts-do-not-fit"
    title = "This is no translation of the bulletin"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "Each source must be a text of the bulletin, word for word. GET the translation lists "
            "them.",
            fields=fields,
        )


class BulletinTranslationNotFound(NotFound):
    """The bulletin has no translation into this language."""

    code = "bulletin-translation-not-found"
    title = "There is no such translation"

    def __init__(self) -> None:
        super().__init__("GET /bulletins/{bulletin_id}/translations lists those that there are.")
