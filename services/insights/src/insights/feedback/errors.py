"""What can go wrong with feedback and its files."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid, NotFound


class SourceNotFound(NotFound):
    """No such source of feedback, or the reader may not know that there is."""

    code = "feedback-source-not-found"
    title = "There is no such source of feedback"

    def __init__(self) -> None:
        super().__init__("You can see no source with that id. GET /feedback-sources lists them.")


class ImportNotFound(NotFound):
    """No such import."""

    code = "feedback-import-not-found"
    title = "There is no such import"

    def __init__(self) -> None:
        super().__init__("You can see no import with that id.")


class SourceExists(Conflict):
    """There is a source of that name."""

    code = "feedback-source-exists"
    title = "There is a source of that name"

    def __init__(self) -> None:
        super().__init__("Choose another name, or import into the source that there is.")


class MappingDoesNotFit(Invalid):
    """The mapping names columns that the file doesn't have."""

    code = "mapping-does-not-fit"
    title = "The mapping does not fit the file"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "Change the source's mapping, or the file. Nothing was kept.", fields=fields
        )


class BrokenFile(Invalid):
    """The file as a whole can't be read. Nothing of it is kept."""

    code = "broken-file"
    title = "The file cannot be read"

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(
            f"Line {line}: {reason}. Nothing was kept.",
            fields=(FieldError(f"body.line[{line}]", reason),),
        )


class NotWhatItSays(Invalid):
    """The file is of another form than its media type says, or of none that is read."""

    code = "file-is-not-what-it-says"
    title = "The file is not what it says"

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"{detail} Nothing was kept.",
            fields=(FieldError("body", "is of another form"),),
        )


class NoOpenQuestions(Invalid):
    """A codebook of a survey in which nothing could be said in one's own words."""

    code = "no-open-questions"
    title = "The survey has no open questions"

    def __init__(self) -> None:
        super().__init__(
            "Only open answers come into the library as feedback; what was chosen comes as a "
            "finding.",
            fields=(FieldError("body.questions", "has none of the kind free_text"),),
        )
