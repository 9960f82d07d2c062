"""Which post somebody named in minutes came for, so that attendance counts (rule 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from governance.bodies import service as bodies
from governance.meetings.schemas import AttendanceIn
from governance.minutes.reading.words import same_person


@dataclass(frozen=True)
class Seat:
    """A post of the body, and who held it on the day."""

    post_id: UUID
    holder: str


async def on_the_day(session: ReadSession, body_id: UUID, day: date) -> list[Seat]:
    """Give the posts of a body that were held on a day; standing deputies hold none."""
    return [
        Seat(post.id, holder.name)
        for post, holders in await bodies.posts(session, body_id)
        if bodies.in_force(post, day)
        for holder in holders
        if not holder.deputy and bodies.in_force(holder, day)
    ]


def seated(person: AttendanceIn, seats: Sequence[Seat]) -> AttendanceIn:
    """Give a person with their post, or that of the member for whom they came.

    Where no holder's name fits, or more than one does, there is none: nothing is guessed.
    """
    fits = {s.post_id for s in seats if same_person(s.holder, person.in_place_of or person.name)}
    return person.model_copy(update={"post_id": fits.pop()}) if len(fits) == 1 else person
