"""After a gathering: who came, how many is published, how it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.errors import Invalid
from panel.burden import service as burden
from panel.gatherings import repository
from panel.gatherings.errors import NobodyCame, NotAttending, NotInThisState
from panel.gatherings.models import Gathering
from panel.gatherings.service import found_gathering, in_state, revised
from panel.keys import PanelKeys
from panel.surveys import opening as surveys
from panel.systems import service as systems


async def note_attendance(
    session: WriteSession, ics: SystemCode, gathering_id: UUID, came: Sequence[UUID], now: datetime
) -> Gathering:
    """Note who came, and close the gathering: the first note publishes how many, once and for all,
    after disclosure control, so that no later correction can be subtracted from it.

    Raises:
        GatheringNotFound, NotInThisState
        NotAttending: if somebody is named who had no place.
        Invalid: if it has not begun.
    """
    gathering = found_gathering(await repository.lock(session, ics, gathering_id))
    if gathering.state not in {"open", "held"}:
        raise NotInThisState("open or held")
    if gathering.starts_at > now:
        raise Invalid("It has not begun. Note who came when it has.")
    held = await repository.bookings(session, ics, gathering.id, ["placed"])
    if not set(came) <= {booking.member_id for booking in held}:
        raise NotAttending
    for booking in held:
        booking.attended = booking.member_id in set(came)
    if gathering.state == "open":
        rule = systems.disclosure_rule(await systems.the_system(session, ics))
        count = len(set(came))
        gathering.came = None if rule.is_small(count) else rule.rounded(count)
        gathering.state = "held"
    revised(gathering, now, in_calendars=False)
    await session.flush()
    return gathering


async def ask_how_it_was(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    gathering_id: UUID,
    survey_id: UUID,
    now: datetime,
) -> Gathering:
    """Open a draft survey to those who came. It is a survey like any other: anonymous, one answer
    each, its results under disclosure control; but never weighted, since nobody's population came.

    Raises:
        GatheringNotFound, NotInThisState, NobodyCame, SurveyNotFound, SurveyNotDraft,
        SurveyWithoutQuestions
    """
    gathering = await in_state(session, ics, gathering_id, "held")
    if gathering.feedback_survey_id is not None:
        raise NotInThisState("held, and has not asked yet")
    held = await repository.bookings(session, ics, gathering.id, ["placed"])
    came = await repository.share_members(
        session, ics, [booking.member_id for booking in held if booking.attended]
    )
    if not came:
        raise NobodyCame
    await surveys.open_to(
        session, ics, keys, survey_id=survey_id, member_ids=came, gathering_id=gathering.id, now=now
    )
    gathering.feedback_survey_id = survey_id
    revised(gathering, now, in_calendars=False)
    invited = gathering.invited_on is not None
    await burden.record_asked(
        session,
        ics,
        survey_id,
        came,
        places=gathering.asked_places if invited else None,
        groups=gathering.groups,
        on=day_in_england(now),
    )
    await session.flush()
    return gathering
