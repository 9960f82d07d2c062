"""Gathering what is held of a member.

Answers are found as they are kept: by the pseudonym that the panel's keys derive for this member
and each survey they were asked. Nothing else joins them to the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.answers import service as answers
from panel.answers.held import Held
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.models import Mail
from panel.members import service as members
from panel.members.service import Me


@dataclass(frozen=True)
class Export:
    """Everything that the panel holds of a member."""

    me: Me
    surveys: Sequence[Held]
    mails: Sequence[Mail]


async def gather(session: ReadSession, ics: SystemCode, keys: PanelKeys, token: str) -> Export:
    """Give everything that is held of the member whom a manage token opens.

    Raises:
        LinkNotValid: if the token opens nothing.
    """
    me = await members.me(session, ics, keys, token)
    return Export(
        me,
        await answers.held_of(session, ics, keys, me.member.id),
        await mail.held_of(session, ics, me.member.id),
    )
