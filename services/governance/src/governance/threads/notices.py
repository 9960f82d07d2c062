"""Mails to whoever sees to an answer: when it is given to them, before it is due, and when a body
hears that it is overdue (rule 11). Each is written once, in the transaction of what it tells."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from governance.bodies import service as bodies
from governance.contacts import service as contacts
from governance.keys import GovernanceKeys
from governance.mail import service as mails
from governance.mail.letters import in_words
from governance.mail.service import Source
from governance.threads import notices_repository, repository
from governance.threads.models import FeedbackThread
from governance.threads.standards import Standard

Kind = Literal["answer_assigned", "answer_due", "answer_overdue"]


async def tell_owner(
    session: WriteSession, keys: GovernanceKeys, thread: FeedbackThread, kind: Kind,
    *, occasion: str, now: datetime,
) -> None:  # fmt: skip
    """Queue a mail to whoever holds the owner's post, once for each occasion; nothing where there
    is no owner, or no address of theirs is kept. The thread must not be of a withheld decision.

    Args:
        occasion: what sets it apart from other mails of its kind about this thread.
    """
    today = day_in_england(now)
    if thread.owner_post_id is None:
        return
    ics = SystemCode(thread.ics)
    owner = await contacts.of_post(session, ics, keys, thread.owner_post_id, today)
    row = await repository.get(session, thread.id)
    if owner is None or row is None:
        return
    if not await notices_repository.note_notice(session, thread, kind, occasion, today):
        return
    if kind == "answer_assigned" and thread.due_on <= today + _reminded(thread):
        # It says by when; being written to of the same day again would say nothing new.
        await notices_repository.note_notice(session, thread, "answer_due", _due(thread), today)
    body = await bodies.get(session, thread.body_id)
    of = "decisions" if thread.decision_id is not None else "findings"
    said = {
        "body": body.name,
        "reference": row.reference,
        "title": row.title,
        "due": in_words(thread.due_on),
    }
    path = f"/thread/{of}/{thread.decision_id or thread.finding_id}"
    await mails.queue(
        session, ics, keys, kind=kind, to=owner.email, source=Source("holder", owner.holder_id),
        said=said, path=path, now=now,
    )  # fmt: skip


async def remind(session: WriteSession, keys: GovernanceKeys, now: datetime) -> None:
    """Write to those whose answers are due soon, as many days before as the standard of each says;
    where the day was changed, again before the new one."""
    for thread in await notices_repository.due_soon(session, day_in_england(now)):
        await tell_owner(session, keys, thread, "answer_due", occasion=_due(thread), now=now)


def _due(thread: FeedbackThread) -> str:
    return thread.due_on.isoformat()


def _reminded(thread: FeedbackThread) -> timedelta:
    return timedelta(Standard.model_validate(thread.standard).remind_days)
