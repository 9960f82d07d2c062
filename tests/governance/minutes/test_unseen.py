"""Minutes that nobody who worked on the reader had seen: how well are they read?

The documents and answers in ``unseen`` were written by somebody who had not read the reader, in
layouts that English boards and councils use. The reader is never made to fit them: who does so
must write others.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from governance.minutes.documents.kinds import read
from governance.minutes.reading import read_minutes
from minutes_documents import FORMS
from minutes_scoring import Score, scores

UNSEEN = Path(__file__).parent / "unseen"
FLOOR = (0.91, 0.86)
"""Precision and recall over all fields and forms, below which the reader has got worse."""


def texts(made: dict[str, Any]) -> list[tuple[str, str]]:
    """Give a document's text in each form that it has, by the form's name."""
    if "document" in made:
        kind, script = read((UNSEEN / made["document"]).read_bytes())
        return [(kind, script.text)]
    written = [(form, make(made["blocks"])) for form, make in FORMS.items()]
    return [
        (form, data.decode() if form == "txt" else read(data)[1].text) for form, data in written
    ]


@pytest.mark.rule("governance.14")
def test_precision_and_recall_are_printed_and_have_not_got_worse() -> None:
    tables: dict[str, dict[str, Score]] = {"field": {}, "form": {}, "document": {}}
    for path in sorted(UNSEEN.glob("*.json")):
        made = json.loads(path.read_text(encoding="utf-8"))
        for form, text in texts(made):
            for field, score in scores(read_minutes(text), made["answer"]).items():
                for by, name in (("field", field), ("form", form), ("document", path.stem)):
                    tables[by][name] = tables[by].get(name, Score(0, 0, 0)) + score
    for by, table in tables.items():
        for name, score in table.items():
            print(f"{by:8} {name:18} precision {score.precision:.2f}  recall "
                  f"{score.recall:.2f}  of {score.there}")  # fmt: skip
    assert len(tables["document"]) >= 10
    total = sum(tables["field"].values(), Score(0, 0, 0))
    print(f"all precision {total.precision:.3f}  recall {total.recall:.3f}  of {total.there}")
    assert total.precision >= FLOOR[0]
    assert total.recall >= FLOOR[1]
