"""What can go wrong with attachments."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common.errors import Conflict, FieldError, Invalid, NotFound, TooLarge


class AttachmentNotFound(NotFound):
    """No such attachment, or none that is published."""

    code = "attachment-not-found"
    title = "There is no such attachment"

    def __init__(self) -> None:
        super().__init__("No attachment with that id can be read here.")


class AttachmentRefused(Invalid):
    """The file is not one that is taken; nothing of it was kept."""

    code = "attachment-refused"
    title = "This file is not taken"


class AttachmentTooLarge(TooLarge):
    """The file is larger than files of its kind may be."""

    code = "attachment-too-large"
    title = "The file is too large"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"A file of this kind may have {most} bytes at most. Nothing of it was kept. Split it "
            "into parts."
        )


class TooManyAttachments(Conflict):
    """The paper has as many files as it may have."""

    code = "too-many-attachments"
    title = "There are too many attachments"

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} files are the most. Remove one first.")


class NotADraft(Conflict):
    """Files come and go with a draft only."""

    code = "attachment-of-a-finished-paper"
    title = "The paper is no draft"

    def __init__(self) -> None:
        super().__init__("Change the paper first, with a reason: it is a draft again then.")


class AttachmentsUnexplained(Conflict):
    """Files that not everybody can read, of which nothing is said to those who cannot."""

    code = "attachments-not-accessible"
    title = "Not everybody can read these attachments"

    def __init__(self, attachments: Sequence[UUID]) -> None:
        super().__init__(
            "Attach files without serious failures, or say of each why it is published and how to "
            "ask for another format: PUT …/attachments/{id}/accessibility.",
            fields=tuple(
                FieldError(f"attachments.{one}", "has a serious failure") for one in attachments
            ),
        )
