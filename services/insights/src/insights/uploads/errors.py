"""What can go wrong with an upload, in words for whoever sends it."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid, NotFound, PreconditionFailed, TooLarge


class UploadNotFound(NotFound):
    """No such upload, or the caller may not know that there is."""

    code = "upload-not-found"
    title = "There is no such upload"

    def __init__(self) -> None:
        super().__init__(
            "You have no upload with that id; one that was not finished in time is forgotten. "
            "Begin a new one."
        )


class UploadTooLarge(TooLarge):
    """The file is larger than files of feedback may be."""

    code = "upload-too-large"
    title = "The file is too large"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"A file of feedback may have {most} bytes at most. Nothing was kept. Split the file; "
            "each part needs the header.",
            fields=(FieldError("body.size", f"is more than {most}"),),
        )


class LongerThanSaid(TooLarge):
    """More bytes came than the upload was begun with."""

    code = "upload-longer-than-said"
    title = "There are more bytes than the upload has"

    def __init__(self, size: int) -> None:
        super().__init__(
            f"The upload was begun for {size} bytes. Ask where it stands with HEAD, send what is "
            "missing and no more; or begin one of the right size."
        )


class OtherTusVersion(PreconditionFailed):
    """The client speaks a version of tus that isn't spoken here."""

    code = "tus-version"
    title = "This version of tus is not spoken here"

    def __init__(self, version: str) -> None:
        super().__init__(
            f"Send Tus-Resumable: {version}, or leave it out.",
            fields=(FieldError("header.Tus-Resumable", f"is not {version}"),),
        )
        self.headers = {"Tus-Version": version}


class WrongOffset(Conflict):
    """The bytes that were sent don't begin where those that are kept end."""

    code = "upload-offset-mismatch"
    title = "These bytes are not the next ones"

    def __init__(self, received: int) -> None:
        super().__init__(
            f"{received} bytes are kept. Go on from there, with Upload-Offset: {received}.",
            fields=(FieldError("header.Upload-Offset", f"is not {received}"),),
        )
        self.headers = {"Upload-Offset": str(received)}


class UploadComplete(Conflict):
    """All bytes are there: nothing can be added."""

    code = "upload-complete"
    title = "The upload is complete"

    def __init__(self) -> None:
        super().__init__("All bytes came, and the import is on its way or over. GET tells which.")


class UploadBusy(Conflict):
    """The upload is being written to or imported at this moment."""

    code = "upload-busy"
    title = "The upload is in use"

    def __init__(self) -> None:
        super().__init__("It is being imported just now. Try again in a minute.")


class TooManyUploads(Conflict):
    """The source has as many unfinished uploads as it may have."""

    code = "too-many-uploads"
    title = "There are too many unfinished uploads"

    def __init__(self, most: int) -> None:
        super().__init__(f"A source may have {most} unfinished uploads. Finish one, or delete it.")


class UploadDamaged(Invalid):
    """What is kept isn't what was to be sent."""

    code = "upload-damaged"
    title = "The file did not arrive as it was sent"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The file {reason}. Nothing was kept. Send it again as a new upload.",
            fields=(FieldError("body.sha256", reason),),
        )


class ImportGivenUp(Invalid):
    """The import broke off again and again."""

    code = "import-given-up"
    title = "The import could not be carried out"

    def __init__(self) -> None:
        super().__init__(
            "It broke off again and again, and nothing was kept. Tell whoever runs the library, "
            "and send the file again."
        )
