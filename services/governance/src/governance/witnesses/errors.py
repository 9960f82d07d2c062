"""What can go wrong with a cosignature."""

from __future__ import annotations

from common.errors import FieldError, Invalid, NotFound

_FIELD = "body.cosignatures"


class NoSuchCheckpoint(NotFound):
    """The log signed no checkpoint of this size."""

    code = "no-such-checkpoint"
    title = "The log signed no checkpoint of this size"

    def __init__(self) -> None:
        super().__init__("Cosign a checkpoint that the log has shown, and name its size.")


class NoSignatureLines(Invalid):
    """What was sent is not written as signature lines of a note."""

    code = "no-signature-lines"
    title = "These are no signature lines of a note"

    def __init__(self) -> None:
        problem = FieldError(_FIELD, "must be lines of a dash, a name and base64, as in a note")
        super().__init__(
            "Send each cosignature as C2SP's signed-note writes it, with the end of its line.",
            fields=(problem,),
        )


class NotAWitness(Invalid):
    """No line is by a key of a witness of this log, on the day."""

    code = "not-a-witness"
    title = "No line is by a present witness of this log"

    def __init__(self) -> None:
        problem = FieldError(_FIELD, "has no line by the name and key of a present witness")
        super().__init__(
            "The system names its witnesses and their keys. GET …/governance/log lists them.",
            fields=(problem,),
        )


class CosignatureWrong(Invalid):
    """A witness's line does not verify under this checkpoint."""

    code = "cosignature-wrong"
    title = "A cosignature is not of this checkpoint"

    def __init__(self, reason: str) -> None:
        super().__init__(
            "Nothing of what was sent is kept. Cosign the checkpoint as the log shows it.",
            fields=(FieldError(_FIELD, reason),),
        )
