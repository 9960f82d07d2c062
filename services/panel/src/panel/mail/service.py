"""Queueing mail in the transaction that causes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from common.clock import new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.keys import PanelKeys
from panel.mail import members_repository, repository
from panel.mail.kinds import MailKind
from panel.mail.models import Mail


async def queue(
    session: WriteSession, ics: SystemCode, kind: MailKind, member_ids: Sequence[UUID]
) -> None:
    """Queue a mail about the members' own membership."""
    await repository.insert(session, ics, kind, [(new_id(), m) for m in member_ids], None)


async def look_again(
    session: WriteSession, ics: SystemCode, member_id: UUID, now: datetime
) -> None:
    """Let what is held for a member be looked at again: their needs or consents have changed."""
    await repository.release_of_member(session, ics, member_id, now)


async def call_off(
    session: WriteSession, ics: SystemCode, kind: MailKind, about_id: UUID, now: datetime
) -> None:
    """Send no more of the mails about something that is over."""
    await repository.call_off(session, ics, kind, about_id, now)


async def forget_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member's mails, sent or waiting: they tell what the member took part in."""
    await members_repository.delete_of_member(session, ics, member_id)


async def forget(session: WriteSession, ics: SystemCode, mail_ids: Sequence[UUID]) -> None:
    """Delete some mails, sent or waiting."""
    if mail_ids:
        await members_repository.delete_some(session, ics, mail_ids)


async def held_of(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[Mail]:
    """Give the mails to a member that are remembered, in order."""
    return await members_repository.of_member(session, ics, member_id)


async def content_of(
    session: ReadSession, ics: SystemCode, about_id: UUID
) -> Mapping[str, Any] | None:
    """Give what the mails about one thing say; None before they are queued."""
    return (await repository.contents(session, ics, [about_id])).get(about_id)


async def copies_of(session: ReadSession, ics: SystemCode, about_id: UUID) -> tuple[int, int]:
    """Give how many copies of a bulletin were sent, and how many of them count."""
    found = await repository.copies(session, ics, about_id)
    return (found.sent, found.counted) if found is not None else (0, 0)


async def states_about(
    session: ReadSession, ics: SystemCode, kind: MailKind, about_id: UUID
) -> Mapping[str, int]:
    """Count the mails about one thing by their state; exact, for those who may see that."""
    return await repository.states_about(session, ics, kind, about_id)


async def keep_words(
    session: WriteSession, ics: SystemCode, about_id: UUID, said: Mapping[str, Any]
) -> None:
    """Keep what mails about one thing say, before any is asked for."""
    await repository.keep_content(session, ics, about_id, said)


async def change_words(
    session: WriteSession, ics: SystemCode, about_id: UUID, said: Mapping[str, Any]
) -> None:
    """Let mails about one thing say other words, those too that wait to be sent."""
    await repository.replace_content(session, ics, about_id, said)


async def queue_about(
    session: WriteSession,
    ics: SystemCode,
    *,
    kind: MailKind,
    about_id: UUID,
    said: Mapping[str, Any],
    member_ids: Sequence[UUID],
) -> None:
    """Queue a mail about one thing to several members; never the same to one of them twice.

    Args:
        about_id: the survey or the feedback.
        said: placeholder of the wording → its text; nothing of any person.
    """
    await repository.keep_content(session, ics, about_id, said)
    await repository.insert(session, ics, kind, [(new_id(), m) for m in member_ids], about_id)


async def seal_links(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    kind: MailKind,
    about_id: UUID,
    tokens: Mapping[UUID, str],
) -> None:
    """Put each member's token, which nothing else knows, into their queued mail, sealed; it is
    forgotten when the mail is sent, called off or brought."""
    queued = await repository.queued_about(session, ics, kind, about_id)
    sealed = [
        (
            mail_id,
            keys.seal(orjson.dumps({"token": tokens[member]}).decode(), ics, "mails", mail_id),
        )
        for mail_id, member in queued
        if member in tokens
    ]
    await repository.keep_sealed(session, ics, sealed)
