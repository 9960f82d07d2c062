"""Why evidence is refused."""

from __future__ import annotations

from common.errors import FieldError, Invalid


class EvidenceRefused(Invalid):
    """A decision may rely only on what the library has published and not withdrawn."""

    code = "evidence-refused"
    title = "This evidence cannot be cited"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "Cite a version of a finding that the insights library has published and not "
            "withdrawn, and activities that it has registered. What was published a moment ago "
            "may take some seconds to be known here. GET /evidence/findings lists what is.",
            fields=fields,
        )
