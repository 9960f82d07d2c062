"""What can go wrong with files, in words for whoever sends or asks for one."""

from __future__ import annotations

from common.errors import Conflict, DomainError, Invalid, NotFound, TooLarge

NAME = "header.Content-Disposition"


class FileNotFound(NotFound):
    """No such file, or the reader may not know that there is."""

    code = "file-not-found"
    title = "There is no such file"

    def __init__(self) -> None:
        super().__init__(
            "You can see no file with that id. The list of files tells which there are."
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
