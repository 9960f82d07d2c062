"""The receipt of a complete erasure: a JSON Web Signature (RFC 7515) that the person can keep.

It is made of what is stored, anew each time it is asked for and always the same: the key is
derived from the index key, and Ed25519 draws no randomness. `public_keys` is what verifies it.
"""

from __future__ import annotations

from typing import Any

import orjson
from joserfc import jws
from joserfc.jwk import KeySet

from common.crypto.keys import ALGORITHM, public_keys
from panel.erasures.progress import Progress
from panel.keys import PanelKeys

TYPE = "golden-thread-erasure-receipt+jws"


def signed_receipt(keys: PanelKeys, progress: Progress) -> str | None:
    """Give the receipt in compact form; None until the erasure is complete."""
    erasure = progress.erasure
    if erasure.completed_at is None:
        return None
    content = {
        "erasure_id": str(erasure.id),
        "ics": erasure.ics,
        "requested_at": erasure.requested_at.isoformat(),
        "completed_at": erasure.completed_at.isoformat(),
        "services": {"panel": erasure.requested_at.isoformat()}
        | {name: word.acknowledged_at.isoformat() for name, word in progress.said.items()},
    }
    header = {"alg": ALGORITHM, "kid": keys.receipt_key.kid, "typ": TYPE}
    payload = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    return jws.serialize_compact(header, payload, keys.receipt_key, algorithms=[ALGORITHM])


def verification_keys(keys: PanelKeys) -> dict[str, Any]:
    """Give the JSON Web Key Set that verifies receipts."""
    public = public_keys(KeySet([keys.receipt_key]))
    return {"keys": [key.as_dict(private=False) for key in public.keys]}
