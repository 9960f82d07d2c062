"""Topics on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from common.web.schemas import Model

Codes = Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=60)]

Interests = Annotated[
    Codes,
    Field(
        description="What the member would like to be involved in: any number of terms of the "
        "vocabulary interest, or prefer_not_to_say alone. An empty list is no answer."
    ),
]
LivedExperience = Annotated[
    Codes,
    Field(
        description="What the member knows from their own life: any number of terms of the "
        "vocabulary lived_experience, or prefer_not_to_say alone. An empty list is no answer."
    ),
]


class TopicsOut(Model):
    """What a member chose of one vocabulary; prefer_not_to_say is an answer too."""

    terms: list[str]
    vocabulary_version: str
    stated_at: datetime
