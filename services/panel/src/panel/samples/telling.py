"""Writing what made-up members would like to be involved in, know from their own life, and need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.access import service as access
from panel.keys import PanelKeys
from panel.samples import repository
from panel.samples.leanings import EXPERIENCE, INTEREST, NEED, Leanings, choose
from panel.samples.service import Filled
from panel.topics import service as topics
from panel.vocabularies import service as vocabularies
from panel.vocabularies.service import PREFER_NOT_TO_SAY, VocabularyInForce

_APART = {INTEREST: 1, EXPERIENCE: 2, NEED: 3}
"""Each vocabulary has chances of its own, so that one more changes nothing of the others."""


async def tell(
    session: WriteSession,
    ics: SystemCode,
    keys: PanelKeys,
    *,
    filled: Filled,
    seed: int,
    now: datetime,
    leanings: Leanings | None = None,
) -> None:
    """Let made-up members choose topics and state needs, by the vocabularies in force; what the
    system has no vocabulary for is not told. The same seed makes the same choices."""
    in_force = await vocabularies.in_force(session, ics, day_in_england(now), list(_APART))
    for kind, number in _APART.items():
        if kind not in in_force or not filled.own:
            continue
        rng = np.random.default_rng([seed, filled.first, number])
        terms = _choices(in_force[kind])
        leaning = leanings or Leanings()
        chosen = choose(
            kind,
            terms,
            answers=filled.drawn.terms,
            size=len(filled.own),
            rng=rng,
            leanings=leaning,
        )
        version = in_force[kind].version
        if kind == NEED:
            needs: list[repository.NeedRow] = [
                (key.member_id, access.sealed_codes(key, codes, version))
                for key, codes in zip(filled.own, chosen, strict=True)
                if codes
            ]
            await repository.insert_needs(session, ics, needs, now)
            continue
        rows: Sequence[repository.AnswerRow] = [
            (
                key.member_id,
                keys.term_token(ics, kind, term),
                topics.sealed_topic(key, kind, term, version),
            )
            for key, codes in zip(filled.own, chosen, strict=True)
            for term in codes
        ]
        await repository.insert_topics(session, ics, (kind, version), rows, now)


def _choices(vocabulary: VocabularyInForce) -> list[str]:
    codes = [term.code for term in vocabulary.terms if term.code != PREFER_NOT_TO_SAY]
    return [code for code in codes if vocabulary.choice(code) is not None]
