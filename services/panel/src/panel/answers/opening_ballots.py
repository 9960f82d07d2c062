"""Opening the ballots of an anonymous survey that closes (`panel.ballots`)."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.observability.logging import get_logger
from panel.answers import unnamed
from panel.ballots import service as ballots
from panel.ballots.errors import BallotKeyMissing, NoBallotOpens
from panel.ballots.sealing import SurveyKey
from panel.keys import PanelKeys
from panel.quotas import filling

_PSEUDONYM_BYTES = 32
_ALONE = 1

_log = get_logger(__name__)


async def open_ballots(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, survey_id: UUID
) -> int:
    """Write the answers to an anonymous survey that closes, which are nobody's from now on; one
    answer alone would be somebody's, and is not kept.

    Returns:
        How many ballots were altered and could not be opened; nothing of them is left.

    Raises:
        KeyEncryptionKeyUnknown
        BallotKeyMissing: if there are ballots, and no key.
        NoBallotOpens: if all were altered, or are of another key; nothing is deleted.
    """
    sealing = await ballots.key_of(session, ics, keys, survey_id)
    # Answers in clear are from before an upgrade.
    box: list[UUID | dict[str, Any]] = [*await unnamed.take_out(session, ics, survey_id)]
    cast = await ballots.ids_of(session, ics, survey_id)
    if cast and sealing is None:
        raise BallotKeyMissing
    box += cast
    unopened = await _mix(session, ics, sealing, survey_id, box if len(box) > _ALONE else [])
    if unopened and unopened == len(cast):
        raise NoBallotOpens
    if sealing is not None:
        kept = len(box) - unopened > _ALONE
        await filling.reveal(session, ics, sealing, survey_id, count=kept)
    if unopened:
        _log.error(
            "ballots were altered and could not be opened",
            ics=ics, survey_id=str(survey_id), ballots=unopened, of=len(cast),
        )  # fmt: skip
    await ballots.destroy(session, ics, survey_id, cast)
    return unopened


async def _mix(
    session: WriteSession,
    ics: SystemCode,
    sealing: SurveyKey | None,
    survey_id: UUID,
    box: list[UUID | dict[str, Any]],
) -> int:
    """Write what is in a box in a random order; gives how many ballots did not open. Nothing is
    written before there is a second answer to mix it with."""
    random = secrets.SystemRandom()
    random.shuffle(box)
    unopened = 0
    first: list[dict[str, Any]] = []
    mixed = False
    for start in range(0, len(box), ballots.BATCH):
        batch = box[start : start + ballots.BATCH]
        said = first + [one for one in batch if isinstance(one, dict)]
        if sealing is not None:
            ids = [one for one in batch if isinstance(one, UUID)]
            opened = await ballots.opened(session, ics, sealing, survey_id, ids)
            unopened += len(ids) - len(opened)
            said += opened
        mixed = mixed or len(said) > _ALONE
        if not mixed:
            first = said
            continue
        first = []
        random.shuffle(said)
        named = [(secrets.token_bytes(_PSEUDONYM_BYTES), one) for one in said]
        await unnamed.keep_unnamed(session, ics, survey_id, named)
    return unopened
