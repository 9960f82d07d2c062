"""What a segment is made of, and criteria that nobody can meet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import orjson
from pydantic import Field

from common.errors import FieldError
from common.web.schemas import Model

Code = Annotated[str, Field(min_length=1, max_length=60)]
Codes = Annotated[list[Code], Field(max_length=50)]
Days = Annotated[int, Field(ge=1, le=3650)]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=35)]


class Criteria(Model):
    """Who is meant: a member meets all that is said, and of a list any one; places and localities
    are one list."""

    places: Codes = Field(default=[], description="Codes of places.")
    localities: Codes = Field(
        default=[],
        description="Codes of localities that hold whole places. Members are known by place, so "
        "a locality that is a part of one cannot be chosen.",
    )
    demographics: dict[Code, Annotated[Codes, Field(min_length=1)]] = Field(
        default={},
        max_length=10,
        description="Vocabulary → codes of terms in force; a heading stands for all its terms.",
    )
    interests: Codes = Field(
        default=[],
        description="Would like to be involved in any of these: terms of the vocabulary interest.",
    )
    lived_experience: Codes = Field(
        default=[],
        description="Know any of these from their own life: terms of the vocabulary "
        "lived_experience; a heading stands for all its terms.",
    )
    languages: Annotated[list[Language], Field(max_length=50)] = Field(
        default=[], description="Languages in which members wish to be written to (BCP 47)."
    )
    consents: Codes = Field(
        default=[], description="Purposes to all of which the member agrees at present."
    )
    joined_from: date | None = Field(default=None, description="Joined on this day or later.")
    joined_before: date | None = Field(default=None, description="Joined before this day.")
    asked_within_days: Days | None = Field(
        default=None, description="Was asked by a survey opened in so many days."
    )
    not_asked_within_days: Days | None = Field(
        default=None, description="Was not asked by any survey opened in so many days."
    )
    answered_within_days: Days | None = Field(
        default=None,
        description="Answered a survey opened in so many days; when they answered is not kept.",
    )
    not_answered_within_days: Days | None = Field(
        default=None, description="Answered no survey opened in so many days."
    )
    attended_within_days: Days | None = Field(
        default=None, description="Came to an event that began in so many days, as was noted there."
    )
    not_attended_within_days: Days | None = Field(
        default=None, description="Is noted at no event that began in so many days."
    )

    def terms(self) -> dict[str, list[str]]:
        """Give the terms that are named: vocabulary → codes."""
        topics = {"interest": self.interests, "lived_experience": self.lived_experience}
        return {**self.demographics, **{kind: codes for kind, codes in topics.items() if codes}}

    def document(self) -> dict[str, Any]:
        """Give what is said as JSON, the same for the same: lists in order, nothing twice."""
        said = self.model_dump(mode="json", exclude_defaults=True)
        ordered = {name: _ordered(value) for name, value in said.items()}
        if "demographics" in said:
            ordered["demographics"] = {
                dimension: _ordered(terms) for dimension, terms in said["demographics"].items()
            }
        return ordered

    def fingerprint(self) -> bytes:
        """Give the SHA-256 of the document."""
        return hashlib.sha256(orjson.dumps(self.document(), option=orjson.OPT_SORT_KEYS)).digest()


def contradictions(criteria: Criteria, today: date) -> Iterator[FieldError]:
    """Name the criteria that nobody can meet, whoever joins."""
    asked, not_asked = criteria.asked_within_days, criteria.not_asked_within_days
    answered, not_answered = criteria.answered_within_days, criteria.not_answered_within_days
    attended, not_attended = criteria.attended_within_days, criteria.not_attended_within_days
    if attended is not None and not_attended is not None and not_attended >= attended:
        yield _error("not_attended_within_days", "must be fewer days than attended_within_days")
    if criteria.joined_from is not None and criteria.joined_from > today:
        yield _error("joined_from", "is in the future; nobody has joined then")
    if (
        criteria.joined_from is not None
        and criteria.joined_before is not None
        and criteria.joined_from >= criteria.joined_before
    ):
        yield _error("joined_before", "must be later than joined_from")
    if asked is not None and not_asked is not None and not_asked >= asked:
        yield _error("not_asked_within_days", "must be fewer days than asked_within_days")
    if answered is not None and not_answered is not None and not_answered >= answered:
        yield _error("not_answered_within_days", "must be fewer days than answered_within_days")
    if answered is not None and not_asked is not None and not_asked >= answered:
        yield _error(
            "not_asked_within_days",
            "must be fewer days than answered_within_days: who was not asked did not answer",
        )


def _ordered(value: Any) -> Any:
    return sorted(set(value)) if isinstance(value, list) else value


def _error(name: str, message: str) -> FieldError:
    return FieldError(f"body.criteria.{name}", message)
