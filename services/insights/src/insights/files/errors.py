"""What can go wrong with files, in words for whoever sends or asks for one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common.errors import (
    Conflict,
    DomainError,
    FieldError,
    Invalid,
    NotFound,
    TooLarge,
    Unavailable,
)

NAME = "header.Content-Disposition"


class FileNotFound(NotFound):
    """No such file, or the reader may not know that there is."""

    code = "file-not-found"
    title = "There is no such file"

    def __init__(self) -> None:
        super().__init__(
            "You can see no file with that id. The list of files tells which there are."
        )


class StoreUnavailable(Unavailable):
    """Where the bytes of files are kept does not answer."""

    code = "files-unavailable"
    title = "Files are not available just now"

    def __init__(self) -> None:
        super().__init__(
            "Where files are kept does not answer. Nothing was changed. Try again shortly."
        )


class FileTooLarge(TooLarge):
    """The file is larger than files of its type may be."""

    code = "file-too-large"
    title = "The file is too large"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"A file of this type may have {most} bytes at most. Nothing of it was kept."
        )


class FileRefused(Invalid):
    """The file isn't one that is taken; nothing of it was kept."""

    code = "file-refused"
    title = "This file is not taken"


class TooManyFiles(Conflict):
    """The finding or the story has as many files as it may have."""

    code = "too-many-files"
    title = "There are too many files"

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} files are the most. Remove one first.")


class FilesUnexplained(Conflict):
    """Files that not everybody can read, of which nothing is said to those who cannot."""

    code = "files-not-accessible"
    title = "Not everybody can read these files"

    def __init__(self, files: Sequence[UUID]) -> None:
        super().__init__(
            "Send files without serious failures, or say of each why it is published and how to "
            "ask for another format: PUT …/files/{id}/accessibility.",
            fields=tuple(FieldError(f"files.{one}", "has a serious failure") for one in files),
        )


class FileWithheld(Conflict):
    """A file from before files were looked through, which cannot be given out, or not yet."""

    code = "file-withheld"
    title = "This file is not given out"

    def __init__(self, why: str | None) -> None:
        """Say why.

        Args:
            why: what was found in it; None where nobody has looked yet.
        """
        super().__init__(
            "It came before files were looked through, and waits for it. Ask again in some minutes."
            if why is None
            else f"It came before files were looked through. {why} Its organisation can send it "
            "anew."
        )


class FileDamaged(DomainError):
    """What the store gives isn't what was put there."""

    status = 500
    code = "file-damaged"
    title = "The file is damaged"

    def __init__(self) -> None:
        super().__init__(
            "The stored file is not what was deposited, so it is not given out. Tell whoever runs "
            "the library."
        )
