"""SQL of mails to those who see to answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Date, Integer, String, cast, exists, func, literal, or_
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import WriteSession
from governance.bodies.models import Holder
from governance.contacts.models import HolderContact
from governance.threads import repository
from governance.threads.models import FeedbackNotice, FeedbackThread


async def note_notice(
    session: WriteSession, thread: FeedbackThread, kind: str, occasion: str, on: date
) -> bool:
    """Note that whoever sees to an answer is written to; False where they were already."""
    statement = (
        insert(FeedbackNotice)
        .values(ics=thread.ics, thread_id=thread.id, kind=kind, occasion=occasion, on_day=on)
        .on_conflict_do_nothing()
        .returning(FeedbackNotice.thread_id)
    )
    return await session.scalar(statement) is not None


async def due_soon(session: WriteSession, today: date) -> Sequence[FeedbackThread]:
    """List threads whose day is near, whose owner has an address, and of which they were not
    written to yet. Those without one would take the places of others, run after run."""
    before = func.coalesce(cast(FeedbackThread.standard["remind_days"].astext, Integer), 7)
    written = exists().where(
        FeedbackNotice.ics == FeedbackThread.ics,
        FeedbackNotice.thread_id == FeedbackThread.id,
        FeedbackNotice.kind == "answer_due",
        FeedbackNotice.occasion == cast(FeedbackThread.due_on, String),
    )
    reached = (
        exists()
        .where(Holder.ics == FeedbackThread.ics, Holder.post_id == FeedbackThread.owner_post_id)
        .where(Holder.deputy.is_(False), Holder.valid_from <= today)
        .where(or_(Holder.valid_to.is_(None), Holder.valid_to > today))
        .where(HolderContact.ics == Holder.ics, HolderContact.holder_id == Holder.id)
    )
    query = (
        repository.told()
        .where(reached, repository.in_state("open", today), ~written)
        .where(FeedbackThread.due_on <= literal(today, Date) + before)
        .order_by(FeedbackThread.due_on, FeedbackThread.id)
        .limit(repository.MOST)
    )
    return [row[0] for row in await session.execute(query)]
