"""Sealing and opening what the commitments of a pool are of, with each member's own key."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from common.db.tenancy import SystemCode
from panel.datakeys import service as datakeys
from panel.datakeys.personal import PersonKey, padded
from panel.keys import PanelKeys
from panel.selection import repository
from panel.selection.document import Opening
from panel.selection.models import SelectionEntry

ENTRIES = "selection_entries.opening"
_OPENING_STEP = 1024
"""Bytes to a multiple of which an opening is filled up, so that its length tells no value."""


async def opened(
    ics: SystemCode, keys: PanelKeys, rows: Sequence[repository.EntryWithKey]
) -> list[Opening]:
    """Open what the commitments of some rows are of, in their order."""
    own = await datakeys.opened(ics, keys, ((entry.member_id, key) for entry, key in rows))
    return [_opened(own[entry.member_id], entry) for entry, _ in rows]


def sealed_opening(key: PersonKey, entry_id: UUID, opening: Opening) -> bytes:
    """Seal what a commitment is of, with the member's own key."""
    said: dict[str, Any] = {"salt": opening.salt, "values": dict(opening.values)}
    if opening.household is not None:
        said["household"] = opening.household
    return key.seal(padded(json.dumps(said), _OPENING_STEP), f"{ENTRIES}:{entry_id}")


def _opened(key: PersonKey, entry: SelectionEntry) -> Opening:
    said = json.loads(key.open(entry.opening_sealed, f"{ENTRIES}:{entry.id}"))
    return Opening(entry.pseudonym, said["salt"], said["values"], said.get("household"))
