"""Golden files of events: what consumers of an earlier version rely on.

python -m contract.golden writes those that are missing, from tests/; it never changes one that is
there. Where an additive change makes one out of step, look at the difference, then delete the file
and write it again in the same commit.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from common.events.envelope import Event, EventData
from contract.samples import SAMPLES

FOLDER = Path(__file__).parent / "golden"


def golden_of(event: Event[EventData]) -> dict[str, Any]:
    """Give an event as it travels: key, headers, data."""
    return {
        "topic": event.data.topic,
        "key": event.subject,
        "headers": event.headers(),
        "data": json.loads(event.payload()),
    }


def write_missing() -> None:
    """Write the golden files that are not there."""
    for name, event in SAMPLES.items():
        file = FOLDER / f"{name}.json"
        if not file.exists():
            file.write_text(json.dumps(golden_of(event), indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write_missing()
