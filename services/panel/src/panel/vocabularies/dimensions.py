"""The questions that members may answer about themselves, and why each is asked (rule 3).

The answers that a question takes are the terms of the vocabulary of the same code that is in
force; a question without one is not asked. The deprivation decile is never asked: it follows from
the postcode that somebody gives, and is known of nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PREFER_NOT_TO_SAY = "prefer_not_to_say"
"""An answer to every question about oneself, distinct from no answer (rule 3 of the panel)."""

TOPICS = ("interest", "lived_experience")
"""Vocabularies of which a member may choose any number of terms (`panel.topics`). What is asked and
why, of the whole and of each term, stands in the vocabulary."""


@dataclass(frozen=True)
class Dimension:
    """One question."""

    question: str
    why: str


DIMENSIONS: Mapping[str, Dimension] = MappingProxyType(
    {
        "age_band": Dimension(
            "How old are you?",
            "We compare the ages of members with those of everyone who lives here, so that we "
            "hear from young and old.",
        ),
        "sex": Dimension(
            "What is your sex?",
            "Women and men can be treated differently by services. We check that both are heard.",
        ),
        "gender_identity": Dimension(
            "What is your gender identity?",
            "Trans and non-binary people often meet barriers in health care. We want to know that "
            "they are heard.",
        ),
        "ethnic_group": Dimension(
            "What is your ethnic group?",
            "Health and care are not equal between ethnic groups. We look for groups that we do "
            "not hear from enough.",
        ),
        "disability": Dimension(
            "Are your day-to-day activities limited by a condition?",
            "Disabled people use services more and meet more barriers. We check that they are "
            "heard.",
        ),
    }
)
"""Code of the vocabulary → the question."""

DECILE = "imd_decile"
"""Decile of deprivation of the area, 1 the most deprived tenth of England."""
DERIVED: Mapping[str, str] = MappingProxyType({DECILE: "Deprivation of the area (tenths)"})
"""Code of the vocabulary of what follows from where somebody is → how it is called."""
KNOWN = (*DIMENSIONS, *DERIVED)
"""What may be known of a member: what they told, and what their postcode told."""

POPULATION_SOURCE = "population_source"
"""Code of the vocabulary that says what the sources of a population's figures are called."""
