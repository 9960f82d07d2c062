"""Finding to whom a survey, a bulletin or an invitation goes, within the budget; holds it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.burden import repository
from panel.burden.errors import BudgetSpent
from panel.burden.sampling import Asking, Budget, Limit, draw
from panel.keys import PanelKeys
from panel.mail.kinds import MailKind
from panel.mail.reading import without_usable_format
from panel.segments import service as segments
from panel.vocabularies.codebook import codebook

_CONTACTS = {
    MailKind.SURVEY_INVITATION: "survey",
    MailKind.BULLETIN: "bulletin",
    MailKind.GATHERING_INVITATION: "gathering",
}
"""Which contact in the ledger a mail is."""


@dataclass(frozen=True)
class Meant:
    """Whom something is meant for, and what of."""

    kind: MailKind
    about_id: UUID
    purpose: str
    places: Sequence[str]
    segment_id: UUID | None
    size: int | None
    seed: int
    written_in: Sequence[str] | None = None
    """See `panel.mail.writing.fitting_format`."""

    @property
    def chooses(self) -> bool:
        """Say whether people are chosen by what they told about themselves: a sample of a size is
        spread over the places."""
        return bool(self.segment_id or self.places or self.size)


@dataclass(frozen=True)
class Found:
    """Who was found, and how."""

    asked: Sequence[UUID]
    places: list[str]
    """Where they live, those of the segment among them; empty means anywhere."""
    groups: list[str]
    segment_version: int | None
    counts: dict[str, int]

    def refuse_rested(self) -> None:
        """Refuse to ask nobody where somebody could be asked who has to rest.

        Raises:
            BudgetSpent: but not of a segment: asked of any, at will, that would tell whether
                anybody is in it.
        """
        if not self.asked and self.counts["rested"] and self.segment_version is None:
            raise BudgetSpent


async def find(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, sample: Meant, now: datetime
) -> Found:
    """Find whom something may be put to, and enter them in the ledger.

    Raises:
        SegmentNotFound
    """
    await repository.lock(session, ics)
    fitting = await segments.fitting(
        session,
        ics,
        keys=keys,
        segment_id=sample.segment_id,
        places=sample.places,
        now=now,
    )
    today = day_in_england(now)
    person = await repository.limit_on(session, ics, "person", today)
    first, _ = repository.days_around(person, today)
    standings = await repository.standings(
        session,
        ics,
        member_ids=fitting.member_ids,
        purpose=sample.purpose,
        from_day=first,
        codebook=await codebook(session, ics, keys),
        on=today,
        chosen=sample.chooses,
    )
    unusable = await without_usable_format(
        session,
        ics,
        keys=keys,
        member_ids=[one.member_id for one in standings if one.reachable],
        kind=sample.kind,
        about_id=sample.about_id,
        on=today,
        written_in=sample.written_in,
    )
    standings = [replace(one, usable=one.member_id not in unusable) for one in standings]
    groups = sorted(fitting.groups)
    new = Asking(today, fitting.places, frozenset(groups))
    budget = await _budget(session, ics, person, today)
    drawn = draw(standings, new, budget, size=sample.size, seed=sample.seed)
    kind = _CONTACTS[sample.kind]
    asked = await repository.record(
        session, ics, member_ids=drawn.asked, kind=kind, about_id=sample.about_id, on=today
    )
    left_out = (drawn.unreachable, drawn.no_usable_format, drawn.rested, drawn.spare)
    counts = {
        "fit": sum([*left_out, len(asked)]),
        "unreachable": drawn.unreachable,
        "no_usable_format": drawn.no_usable_format,
        "rested": drawn.rested,
        "asked": len(asked),
        "spare": drawn.spare,
    }
    return Found(asked, sorted(fitting.places), groups, fitting.segment_version, counts)


async def _budget(
    session: ReadSession, ics: SystemCode, person: Limit | None, today: date
) -> Budget:
    community = await repository.limit_on(session, ics, "community", today)
    if community is None:
        return Budget(person, None, ())
    first, last = repository.days_around(community, today)
    return Budget(person, community, await repository.askings(session, ics, first, last))
