"""Whom a survey may remind, within the budget of each person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.burden import repository
from panel.keys import PanelKeys
from panel.mail.kinds import MailKind
from panel.mail.reading import without_usable_format
from panel.vocabularies.codebook import codebook


async def record_reminded(
    session: WriteSession,
    ics: SystemCode,
    keys: PanelKeys,
    *,
    survey_id: UUID,
    purpose: str,
    member_ids: Sequence[UUID],
    came: bool,
    now: datetime,
) -> Sequence[UUID]:
    """Give those of some members who may be reminded of a survey, and enter them in the ledger.

    A reminder counts against the person like any contact. Of their communities nothing new is
    asked, so it does not count there.

    Args:
        purpose: of consent without which nobody is reminded.
        member_ids: who was asked.
        came: whether they were asked since they came to a gathering. All of them are reminded
            alike, and nobody is chosen by what they told: who objects to that objects to something
            else, whatever the places that the gathering was for.
    """
    await repository.lock(session, ics)
    today = day_in_england(now)
    person = await repository.limit_on(session, ics, "person", today)
    first, _ = repository.days_around(person, today)
    drawn = await repository.find_draw(session, ics, survey_id)
    standings = await repository.standings(
        session,
        ics,
        member_ids=member_ids,
        purpose=purpose,
        from_day=first,
        codebook=await codebook(session, ics, keys),
        on=today,
        chosen=not came and drawn is not None and drawn.chose,
    )
    within = [
        one.member_id
        for one in standings
        if one.reachable and (person is None or one.contacted < person.contacts)
    ]
    unusable = await without_usable_format(
        session,
        ics,
        keys=keys,
        member_ids=within,
        kind=MailKind.SURVEY_REMINDER,
        about_id=survey_id,
        on=today,
    )
    reminded = [member_id for member_id in within if member_id not in unusable]
    return await repository.record(
        session, ics, member_ids=reminded, kind="reminder", about_id=survey_id, on=today
    )
