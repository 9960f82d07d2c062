"""What can go wrong with translations."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid, NotFound


class LanguageUnknown(Invalid):
    """No language is known by this code, or it is that of the original."""

    code = "language-unknown"
    title = "A survey cannot be translated into this"

    def __init__(self) -> None:
        super().__init__(
            "Name a language by its code, such as pl, ur or cy. English is the original.",
            fields=(FieldError("path.language", "must be the code of a language but English"),),
        )


class TextsDoNotFit(Invalid):
    """A translation has a text that the survey does not, or lost what is filled in."""

    code = "texts-do-not-fit"
    title = "This is no translation of the survey"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "Each source must be a text of the survey, word for word. GET the translation lists "
            "them.",
            fields=fields,
        )


class TranslationStands(Conflict):
    """The survey was opened, and people may have read its translation."""

    code = "translation-stands"
    title = "The translation stands"

    def __init__(self) -> None:
        super().__init__(
            "The survey was opened, so only words of the page that its translation lacks can be "
            "added. GET the translation lists them with text null."
        )


class TranslationNotFound(NotFound):
    """The survey has no translation into this language."""

    code = "translation-not-found"
    title = "There is no such translation"

    def __init__(self) -> None:
        super().__init__("GET /surveys/{survey_id}/translations lists those that there are.")
