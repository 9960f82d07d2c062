"""How members come and go, offices rotate, meetings are held and the record goes on, as terms of
reference bear it under ``arrangements``. Pure: terms in, rules out (LSC ICP terms of reference,
clauses 7 to 10).

    {"clauses": {"attendance": "7.5"},
     "approved_by": ["Fylde Sands Council"],
     "co_option": {"grounds": [{"code": "expertise", "label": "…"}], "by_chair_for_quorum": true},
     "rotation": [{"office": "chair", "years": 2, "among": {"sectors": ["Local Government"]}},
                  {"office": "deputy_chair", "years": 2, "among": {"groups": ["vcfse"]},
                   "aligned_with": "chair"}],
     "attendance_outcomes": [{"code": "deputy_agreed", "label": "…"}],
     "formats": [{"code": "core", "label": "Core meeting", "in_public": true}],
     "boards": [{"code": "icb_board", "label": "Board of the ICB", "gets": ["record", "votes"]}],
     "withheld_grounds": [{"code": "in_confidence", "label": "…"}],
     "defects_leave_decisions_valid": true}

Every figure is the body's own and is dated with the terms; what is not there is not asked.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from governance.quorum.rules import Label, Selection

ENTRY = "arrangements"
Words = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]
What = Literal["record", "votes"]
"""What of a meeting goes on to a board: its record, or what came of its votes."""


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(_Rule):
    """Something with a code, and words for people."""

    code: Code
    label: Words


class CoOption(_Rule):
    """How the body co-opts members."""

    grounds: Annotated[tuple[Named, ...], Field(min_length=1, max_length=50)]
    most_months: Annotated[int, Field(ge=1, le=120)] | None = None
    """For how long at most; None for no limit."""
    by_chair_for_quorum: bool = False
    """The chair may co-opt while a meeting is adjourned for want of a quorum."""


class Rotation(_Rule):
    """An office that goes round."""

    office: Label
    """Also the group of posts, in the terms, that holds it where nobody was chosen yet."""
    years: Annotated[int, Field(ge=1, le=20)]
    among: Selection
    each_in_turn: bool = True
    """Nobody holds it again before every other post of the round has."""
    aligned_with: Label | None = None
    """An office whose terms this one's begin and end with."""


class Format(Named):
    """A kind of meeting that the body holds."""

    in_public: bool


class Board(Named):
    """A board or committee that the body's record goes on to."""

    gets: Annotated[tuple[What, ...], Field(min_length=1, max_length=2)]


class Arrangements(_Rule):
    """Everything that the terms arrange beside quorum, voting and the public's questions."""

    clauses: dict[Code, Words] = {}
    """Check → the clause of the terms that asks for it."""
    approved_by: Annotated[tuple[Words, ...], Field(max_length=50)] = ()
    """Who has to approve every member."""
    co_option: CoOption | None = None
    rotation: Annotated[tuple[Rotation, ...], Field(max_length=20)] = ()
    attendance_outcomes: Annotated[tuple[Named, ...], Field(max_length=50)] = ()
    """What a review of somebody's attendance can come to."""
    formats: Annotated[tuple[Format, ...], Field(max_length=20)] = ()
    boards: Annotated[tuple[Board, ...], Field(max_length=100)] = ()
    withheld_grounds: Annotated[tuple[Named, ...], Field(max_length=50)] = ()
    """Why a paper, or a part of one, may be kept from the public."""
    defects_leave_decisions_valid: bool = False
    """Of decisions taken in good faith."""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        offices = [one.office for one in self.rotation]
        for codes in (offices, list(self.approved_by), *([one.code for one in many] for many in (
            self.attendance_outcomes, self.formats, self.boards, self.withheld_grounds,
            self.co_option.grounds if self.co_option else (),
        ))):  # fmt: skip
            if len(set(codes)) != len(codes):
                raise ValueError("names something twice")
        for one in self.rotation:
            if one.aligned_with is not None:
                other = self.office(one.aligned_with)
                if other is None or other.aligned_with is not None or other.years != one.years:
                    raise ValueError("aligns an office with none that rotates as often")
        return self

    def office(self, name: str) -> Rotation | None:
        """Give how an office rotates; None where it doesn't."""
        return next((one for one in self.rotation if one.office == name), None)

    def format(self, code: str | None) -> Format | None:
        """Give a format of meetings by its code."""
        return next((one for one in self.formats if one.code == code), None)


def read(content: dict[str, Any]) -> Arrangements:
    """Read what terms of reference arrange; nothing where they have no such entry.

    Raises:
        ValueError: if the entry does not have the form of arrangements.
    """
    entry = content.get(ENTRY)
    return Arrangements() if entry is None else Arrangements.model_validate(entry)


def codes(named: tuple[Named, ...]) -> set[str]:
    """Give the codes of what is named."""
    return {one.code for one in named}


def years_after(day: date, years: int) -> date:
    """Give the same day so many years on; of 29 February the 1st of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def months_after(day: date, months: int) -> date:
    """Give the same day so many months on, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
