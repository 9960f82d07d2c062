"""What made-up members would like to be involved in, know from their own life, and need.

The chances are made up, of a usual size, and measured on nobody. Whoever is disabled knows more
from their own life and needs more; what people are interested in goes with their age and sex.
Nobody's answers depend on where they live, or on anything that is not named here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from panel.vocabularies.service import PREFER_NOT_TO_SAY

INTEREST = "interest"
EXPERIENCE = "lived_experience"
NEED = "communication_need"
_MOST = 0.9
"""The greatest chance that anybody has of choosing a term."""

Group = tuple[str, str]
"""Dimension and group, such as ("age_band", "75+")."""


@dataclass(frozen=True)
class Leanings:
    """How likely members are to choose a term, and what makes it likelier."""

    usual: Mapping[str, float] = field(
        default_factory=lambda: {INTEREST: 0.18, EXPERIENCE: 0.06, NEED: 0.003}
    )
    """Vocabulary → chance of a term that is not named below."""
    terms: Mapping[str, Mapping[str, float]] = field(
        default_factory=lambda: {
            INTEREST: {"gp_and_pharmacy": 0.45, "hospital_care": 0.35, "mental_health": 0.3,
                       "having_a_baby": 0.08, "end_of_life": 0.08},
            EXPERIENCE: {"long_term_condition": 0.25, "emergency_stay": 0.15, "unpaid_carer": 0.15,
                         "mental_illness": 0.12, "homelessness": 0.02, "fleeing": 0.01,
                         "care_leaver": 0.01},
            NEED: {"large_print": 0.015, "plain_text_email": 0.01, "easy_read": 0.008,
                   "telephone": 0.008, "hearing_loop": 0.01},
        }
    )  # fmt: skip
    """Vocabulary → term → chance."""
    likelier: Mapping[Group, Mapping[str, float]] = field(
        default_factory=lambda: {
            ("age_band", "16-24"): {"mental_health": 1.6, "growing_older": 0.1, "end_of_life": 0.2,
                                    "children_and_young_people": 1.6, "large_print": 0.3},
            ("age_band", "25-34"): {"having_a_baby": 4.0, "children_and_young_people": 1.8,
                                    "growing_older": 0.2},
            ("age_band", "65-74"): {"growing_older": 2.2, "long_term_conditions": 1.6,
                                    "having_a_baby": 0.1},
            ("age_band", "75+"): {"growing_older": 2.6, "end_of_life": 2.0, "having_a_baby": 0.1,
                                  "dementia": 2.0, "large_print": 3.0, "hearing_loop": 3.0},
            ("sex", "female"): {"having_a_baby": 1.8, "maternity_care": 2.0, "unpaid_carer": 1.4},
            ("sex", "male"): {"having_a_baby": 0.4, "maternity_care": 0.3},
        }
    )  # fmt: skip
    """Group → term → how many times as likely."""
    disabled: Mapping[str, float] = field(
        default_factory=lambda: {INTEREST: 1.1, EXPERIENCE: 2.5, NEED: 4.0}
    )
    """Vocabulary → how many times as likely every term is for somebody disabled."""
    not_said: Mapping[str, float] = field(
        default_factory=lambda: {INTEREST: 0.01, EXPERIENCE: 0.08, NEED: 0.0}
    )
    """Vocabulary → chance of answering "prefer not to say"."""
    left_out: Mapping[str, float] = field(
        default_factory=lambda: {INTEREST: 0.1, EXPERIENCE: 0.25, NEED: 0.0}
    )
    """Vocabulary → chance of leaving the question out."""


def choose(
    kind: str,
    terms: Sequence[str],
    *,
    answers: Mapping[str, Sequence[str | None]],
    size: int,
    rng: np.random.Generator,
    leanings: Leanings,
) -> list[list[str]]:
    """Choose terms of a vocabulary for so many members; the same seed chooses the same.

    Args:
        terms: those that can be chosen, without "prefer not to say".
        answers: dimension → what each told of themselves, None where they told nothing.
    """
    named = leanings.terms.get(kind, {})
    usual = leanings.usual[kind]
    chances = np.tile([named.get(term, usual) for term in terms], (size, 1))
    for (dimension, group), times in leanings.likelier.items():
        who = np.array([said == group for said in answers.get(dimension, [None] * size)], bool)
        factors = np.array([times.get(term, 1.0) for term in terms])
        chances[who] *= factors
    disabled = [said == "disabled" for said in answers.get("disability", [None] * size)]
    chances[np.array(disabled, bool)] *= leanings.disabled[kind]
    chosen = rng.random(chances.shape) < np.minimum(chances, _MOST)
    luck = rng.random(size)
    out, unsaid = leanings.left_out[kind], leanings.not_said[kind]
    return [
        [] if share < out
        else [PREFER_NOT_TO_SAY] if share < out + unsaid
        else [terms[at] for at in np.flatnonzero(row).tolist()]
        for row, share in zip(chosen, luck.tolist(), strict=True)
    ]  # fmt: skip
