"""What a recorded version says, as content that can be sent again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from common.errors import FieldError, Invalid
from common.events.governance import EvidenceCited
from governance.decisions.models import DecisionVersion
from governance.decisions.schemas import Citation, DecisionContent


def of_version(version: DecisionVersion, cited: Sequence[EvidenceCited]) -> DecisionContent:
    """Give the content of a version."""
    values = {name: getattr(version, name) for name in DecisionContent.model_fields
              if name != "evidence"}  # fmt: skip
    evidence = [Citation(finding_id=c.finding_id, version=c.version) for c in cited]
    return DecisionContent(**values, evidence=evidence)


def whole(values: dict[str, Any]) -> DecisionContent:
    """Make content of what was corrected.

    Raises:
        Invalid: where it does not hold together.
    """
    try:
        return DecisionContent.model_validate(values)
    except ValidationError as error:
        fields = tuple(
            FieldError("body." + ".".join(str(p) for p in e["loc"]) if e["loc"] else "body",
                       "does not fit the rest of the decision")
            for e in error.errors(include_input=False, include_url=False)
        )  # fmt: skip
        raise Invalid(
            "With this correction the decision would not hold together: it needs a title and an "
            "outcome, each finding once, and withheld_reason where it is confidential.",
            fields=fields,
        ) from None
