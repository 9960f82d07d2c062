"""Giving a receipt for an answer, and checking one (the golden thread, "resident's receipt").

A receipt is a JSON Web Signature (RFC 7515, Ed25519) over four things: the system, the survey, the
month in which the survey was opened, and a nonce of 128 random bits. It proves that this panel
took *an* answer to this survey, and leads to what came of it. Nothing of it is stored, so:

- no row can be joined by it to a person or to an answer. It bears no time of the answer, since a
  survey that one person answered on a day would give that answer away;
- two receipts of one person have nothing in common that any other two have not;
- it counts nobody: whoever gathers receipts counts those that people chose to show them.

Each system signs with a key of its own, derived from the index key. Its public half is published,
so that a receipt can be verified without us, and long after.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import ValidationError

from common.crypto.keys import ALGORITHM, public_keys
from common.db.tenancy import SystemCode
from panel.keys import PanelKeys
from panel.receipts.errors import ReceiptNotValid
from panel.receipts.schemas import ReceiptOut

TYPE = "golden-thread-answer-receipt+jws"
NONCE_BYTES = 16


def issue(
    keys: PanelKeys,
    ics: SystemCode,
    survey_id: UUID,
    opened_at: datetime,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> str:
    """Give a fresh receipt in compact form.

    Args:
        opened_at: when the survey was opened, which is the same for everybody who answered it.
    """
    key = keys.answer_receipt_key(ics)
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": TYPE}
    said = {
        "ics": ics,
        "nonce": _encoded(random(NONCE_BYTES)).decode(),
        "survey_id": str(survey_id),
        "survey_opened": f"{opened_at:%Y-%m}",
    }
    # Put together here: every answer has one, and the library takes as long again as the signature.
    signed = _encoded(orjson.dumps(header)) + b"." + _encoded(orjson.dumps(said))
    signature = cast(Ed25519PrivateKey, key.private_key).sign(signed)
    return (signed + b"." + _encoded(signature)).decode()


def _encoded(part: bytes) -> bytes:
    return base64.urlsafe_b64encode(part).rstrip(b"=")


def check(keys: PanelKeys, ics: SystemCode, receipt: str) -> ReceiptOut:
    """Give what a receipt says.

    Raises:
        ReceiptNotValid: if this system did not sign it, just as it is.
    """
    try:
        key = keys.answer_receipt_key(ics)
        found = jws.deserialize_compact(receipt, key, algorithms=[ALGORITHM])
        said = ReceiptOut.model_validate_json(found.payload)
    except (JoseError, ValueError, ValidationError):
        raise ReceiptNotValid from None
    return said


def verification_keys(keys: PanelKeys, ics: SystemCode) -> dict[str, Any]:
    """Give the JSON Web Key Set that verifies a system's receipts."""
    public = public_keys(KeySet([keys.answer_receipt_key(ics)]))
    return {"keys": [key.as_dict(private=False) for key in public.keys]}
