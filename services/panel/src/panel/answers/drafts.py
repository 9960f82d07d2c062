"""Drafts: what somebody has answered so far, kept until they come back by their personal link.

A draft is sealed under a key that is made of the link's token. The token itself is stored nowhere,
only its hash, by which no key can be made. The token of a pseudonymous survey can be derived again
by the panel's keys, as its mails are; that of an anonymous one is random, and known to nobody but
whoever has the link once its mail has been sent. There a draft is sealed under the survey's own key
besides, and as long as its answers can be (`panel.ballots`): once that key is gone, not even who
kept the link, and a backup, can compare a draft with the answers.

Drafts go with the invitation when their member leaves or is erased, with the answer when it is
sent, and with the survey when it closes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from common.crypto.sealing import KEY_BYTES, CannotOpen, Sealer
from common.db.tenancy import SystemCode
from panel.ballots.sealing import SurveyKey

BLOCK = 4096
"""Bytes; drafts are filled up to a multiple, so that their length says little."""
_KEY_NAME = "token"
_FIELD = "invitations.draft"


def seal(
    kept: Mapping[str, Any],
    ics: SystemCode,
    survey_id: UUID,
    token: str,
    *,
    sealing: SurveyKey | None = None,
    block: int = BLOCK,
) -> bytes:
    """Seal a draft: question id → answer.

    Args:
        sealing: the survey's key, if it is anonymous.
        block: bytes; the draft is filled up to a multiple.
    """
    plain = orjson.dumps(kept)
    full = plain.ljust(-(-len(plain) // block) * block)
    draft = _sealer(token).seal(full, _place(ics, survey_id))
    return draft if sealing is None else sealing.seal(draft, _FIELD)


def opened(
    draft: bytes | None,
    ics: SystemCode,
    survey_id: UUID,
    token: str,
    *,
    sealing: SurveyKey | None = None,
) -> dict[str, Any]:
    """Open a draft; what cannot be opened is none.

    One that was kept before anonymous surveys had keys is sealed by its link alone. It is given
    all the same, and sealed with the survey's key when it is next kept.
    """
    if draft is None:
        return {}
    try:
        own = draft if sealing is None else _by_link(draft, sealing)
        kept: dict[str, Any] = orjson.loads(_sealer(token).open(own, _place(ics, survey_id)))
    except CannotOpen:
        return {}
    return kept


def _by_link(draft: bytes, sealing: SurveyKey) -> bytes:
    try:
        return sealing.open(draft, _FIELD)
    except CannotOpen:
        return draft


def _sealer(token: str) -> Sealer:
    info = b"golden-thread/panel/draft"
    key = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(token.encode())
    return Sealer({_KEY_NAME: key}, _KEY_NAME)


def _place(ics: SystemCode, survey_id: UUID) -> bytes:
    return f"{ics}:panel.invitations.draft:{survey_id}".encode()
