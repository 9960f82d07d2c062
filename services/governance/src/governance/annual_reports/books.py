"""The records behind figures: each kept once, under its key. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from governance.annual_reports.schemas import Figure, Record, RecordKind, Said, Unit
from governance.assurance.figures import Taken
from governance.evidence.models import Activity, Finding


@dataclass
class Books:
    """Keeps records as figures name them, and gives codes their labels."""

    labels: Mapping[tuple[str, str], str]
    """By vocabulary and code."""
    any_label: Mapping[str, str]
    """By code alone: communities are codes of several vocabularies."""
    records: dict[str, Record] = field(default_factory=dict)

    def keep(
        self,
        kind: RecordKind,
        identifier: UUID,
        *,
        under: UUID | None = None,
        reference: str | None = None,
        title: str | None = None,
        said: Iterable[tuple[str, str | None]] = (),
    ) -> str:
        """Keep a record, and give its key; words that are kept before stay."""
        key = f"{kind}:{identifier}"
        words = [Said(what=what, text=text) for what, text in said if text]
        record = self.records.get(key) or Record(
            kind=kind, id=identifier, under=under, reference=reference, title=title
        )
        new = [one for one in words if one not in record.said]
        self.records[key] = record.model_copy(update={"said": [*record.said, *new]})
        return key

    def decision(self, one: Taken, *said: tuple[str, str | None]) -> str:
        """Keep a decision that everybody may read."""
        return self.keep("decision", one.id, reference=one.reference, title=one.title, said=said)

    def finding(self, one: Finding, *said: tuple[str, str | None]) -> str:
        """Keep a finding."""
        return self.keep(
            "finding", one.finding_id, reference=one.reference, title=one.title, said=said
        )

    def activity(self, one: Activity, *said: tuple[str, str | None]) -> str:
        """Keep an activity."""
        return self.keep("activity", one.activity_id, title=one.title, said=said)

    def label(self, vocabulary: str, code: str) -> str:
        """Give the label of a code; one that isn't known is its own, in words."""
        found = self.labels.get((vocabulary, code)) or self.any_label.get(code)
        return found or code.replace("_", " ")


def figure(
    code: str, label: str, keys: Iterable[str], *, of: int | None = None, unit: Unit = "records"
) -> Figure:
    """Make a figure that counts records."""
    found = list(dict.fromkeys(keys))
    return Figure(code=code, label=label, count=len(found), of=of, unit=unit, records=found)
