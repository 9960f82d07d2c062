"""Where a member is, changed by a postcode or by choosing a place."""

from __future__ import annotations

from datetime import datetime

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.datakeys.personal import PersonKey
from panel.keys import PanelKeys
from panel.members import deprivation
from panel.members.models import Member
from panel.members.schemas import MePatch
from panel.postcodes import service as postcodes
from panel.postcodes.service import Area
from panel.systems import service as systems


async def whereabouts(
    session: ReadSession, ics: SystemCode, postcode: str | None, place: str | None
) -> tuple[Area | None, str | None]:
    """Give what a postcode tells, and the place: that of the postcode, or the one that was chosen.

    Raises:
        Invalid: if the place is not one of the system, or the postcode tells none.
    """
    if postcode is not None:
        area = await postcodes.look_up(session, ics, postcode)
        return area, area.place
    if place is not None:
        await systems.refuse_unknown_places(session, ics, [place], "body.place")
    return None, place


async def keep(
    session: WriteSession, keys: PanelKeys, key: PersonKey, area: Area | None, now: datetime
) -> None:
    """Keep what a postcode told; nothing, if there was none."""
    if area is not None:
        await postcodes.keep(session, key, area, now)
        await deprivation.hold(session, keys, key, area, now)


async def move(
    session: WriteSession,
    keys: PanelKeys,
    key: PersonKey,
    member: Member,
    *,
    patch: MePatch,
    now: datetime,
) -> None:
    """Change a member's place. One that is chosen ends what a postcode told before.

    Raises:
        Invalid: if the place is not one of the system, or the postcode tells none.
    """
    if patch.postcode is not None:
        area, member.place = await whereabouts(session, key.ics, patch.postcode, None)
        await keep(session, keys, key, area, now)
    elif "place" in patch.model_fields_set and patch.place != member.place:
        _, member.place = await whereabouts(session, key.ics, None, patch.place)
        await postcodes.forget_member(session, key.ics, member.id)
        await deprivation.hold(session, keys, key, None, now)
