"""Writing a fitted model as a folder that the service reads; one model, one sequence of bytes."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from insights.suggesting.training.fitting import Fitted

LEAST_KNOWN_SHARE = 0.5
"""Of a text's words: where the model knows fewer, it proposes nothing."""
LIMITS = [
    "Trained on comments to two NHS trusts in England, in English, from 2021 and 2022: ambulance "
    "and patient transport, and community and mental health services. Other services say other "
    "things; the figures by trust show what that costs.",
    "Themes with fewer than 20 examples are never proposed.",
    "It sees words, not sense: irony, and who is meant, are lost on it.",
    "A proposal is one for a person to judge, never a finding.",
]
PRIVACY = (
    "Holds no comment. Holds the phrases of one and two words and the parts of words that stand in "
    "at least 5 comments, with a number for each theme; what is rarer, such as a name or an "
    "address, is not kept, and no number is."
)


def folder_of(fitted: Fitted, card: dict[str, Any], to: Path, *, on: str) -> dict[str, Any]:
    """Write a model's folder; give its card, with its version in it.

    Args:
        on: the day of training, as in 2026-11-26.
    """
    weights = _npz(fitted)
    features = _json(_features(fitted))
    digest = hashlib.sha256(weights + features).hexdigest()[:8]
    whole = {"version": f"{on}-{digest}", "trained_on": on, **card}
    whole |= {"privacy": PRIVACY, "limits": LIMITS}
    to.mkdir(parents=True, exist_ok=True)
    (to / "weights.npz").write_bytes(weights)
    (to / "features.json").write_bytes(features)
    (to / "card.json").write_bytes(_json(whole))
    return whole


def _features(fitted: Fitted) -> dict[str, Any]:
    features = fitted.features
    candidate = features.candidate
    return {
        "codes": fitted.codes,
        "least_known_share": LEAST_KNOWN_SHARE,
        "phrases": [str(name) for name in features.phrases.get_feature_names_out()],
        "parts": (
            [str(name) for name in features.parts.get_feature_names_out()]
            if candidate.with_parts
            else []
        ),
    }


def _npz(fitted: Fitted) -> bytes:
    features = fitted.features
    parts = features.parts.idf_ if features.candidate.with_parts else np.zeros(0)
    file = io.BytesIO()
    np.savez_compressed(
        file,
        weights=fitted.weights.astype(np.float32),
        bias=fitted.bias.astype(np.float32),
        thresholds=fitted.thresholds,
        idf_phrases=np.asarray(features.phrases.idf_),
        idf_parts=np.asarray(parts),
    )
    return file.getvalue()


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
