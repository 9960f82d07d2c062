"""Opening the ballots of an anonymous survey that closes (`panel.ballots`)."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.answers import unnamed
from panel.ballots import service as ballots
from panel.ballots.errors import BallotKeyMissing
from panel.keys import PanelKeys
from panel.quotas import filling

_PSEUDONYM_BYTES = 32
_ALONE = 1


async def open_ballots(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, survey_id: UUID
) -> None:
    """Write the answers to an anonymous survey that closes, which are nobody's from now on; one
    answer alone would be somebody's, and is not opened.

    Raises:
        KeyEncryptionKeyUnknown
        BallotKeyMissing: if there are ballots, and no key.
        CannotOpen: if a ballot was altered.
    """
    sealing = await ballots.key_of(session, ics, keys, survey_id)
    # Answers in clear are from before an upgrade.
    box: list[UUID | dict[str, Any]] = [*await unnamed.take_out(session, ics, survey_id)]
    cast = await ballots.ids_of(session, ics, survey_id)
    if cast and sealing is None:
        raise BallotKeyMissing
    box += cast
    if len(box) <= _ALONE:
        box = []
    if sealing is not None:
        await filling.reveal(session, ics, sealing, survey_id, count=bool(box))
    random = secrets.SystemRandom()
    random.shuffle(box)
    for start in range(0, len(box), ballots.BATCH):
        batch = box[start : start + ballots.BATCH]
        said = [one for one in batch if isinstance(one, dict)]
        if sealing is not None:
            ids = [one for one in batch if isinstance(one, UUID)]
            said += await ballots.opened(session, ics, sealing, survey_id, ids)
        random.shuffle(said)
        named = [(secrets.token_bytes(_PSEUDONYM_BYTES), one) for one in said]
        await unnamed.keep_unnamed(session, ics, survey_id, named)
    await ballots.destroy(session, ics, survey_id, cast)
