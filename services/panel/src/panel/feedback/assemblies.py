"""Telling those who sat on an assembly what became of what it recommended.

Who they are is known by their seats alone; governance knows nobody. Which activity of the library
an assembly is, the library says, so that feedback on a decision that used it reaches them too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.events.corrections import AssemblyCorrected
from common.events.governance import AssemblyAnswered
from panel.burden import service as burden
from panel.feedback import assembly_repository as repository
from panel.feedback.models import AssemblyAnswers
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.selection import sitting


async def link_activity(
    session: WriteSession, ics: SystemCode, activity_id: UUID, selection_id: UUID
) -> None:
    """Note the selection whose assembly an activity is."""
    await repository.link_activity(session, ics, activity_id, selection_id)


async def sat_at(
    session: ReadSession, ics: SystemCode, activity_ids: Sequence[UUID]
) -> Sequence[UUID]:
    """Give the members who sit on the assemblies that some activities are."""
    found = await repository.selections_of(session, ics, activity_ids)
    return await sitting.seated_members(session, ics, found)


async def activities_of(
    session: ReadSession, ics: SystemCode, selection_ids: Sequence[UUID]
) -> Mapping[UUID, UUID]:
    """Give the activity that the assembly of each of some selections is, where it is known."""
    return await repository.activities_of(session, ics, selection_ids)


async def publish(
    session: WriteSession, ics: SystemCode, said: AssemblyAnswered, today: date
) -> None:
    """Keep answers, and tell those who sit on the assembly, once each."""
    answers = [one.model_dump(mode="json") for one in said.answers]
    await repository.keep(
        session,
        ics,
        said.publication_id,
        {
            "selection_id": said.selection_id,
            "body_name": said.receiving_body_name,
            "answers": answers,
            "answered_at": said.answered_at,
        },
    )
    codes = Counter(one.answer for one in said.answers)
    words = {
        "assembly_id": str(said.assembly_id),
        "title": said.title,
        "body_name": said.receiving_body_name,
        "answered": str(len(said.answers)),
        "accepted": str(codes["accepted"]),
        "partly": str(codes["partly_accepted"]),
        "not_accepted": str(codes["not_accepted"]),
    }
    await _tell(
        session,
        ics,
        kind=MailKind.ASSEMBLY_ANSWERS,
        about_id=said.publication_id,
        selection_id=said.selection_id,
        words=words,
        today=today,
    )


async def correct(
    session: WriteSession, ics: SystemCode, said: AssemblyCorrected, today: date
) -> None:
    """Keep a recommendation as it is corrected, in the answers to it, and tell those who sit on the
    assembly, once each: it is said in their name, and they know best whether it is right."""
    made = said.recommendation
    change = {
        "text": made.text,
        "withdrawn": said.withdrawn,
        "correction": said.reason,
        "corrected_at": said.corrected_at.isoformat(),
    }
    for published in await repository.to_change(session, ics, said.selection_id):
        published.answers = [
            {**one, **change} if one["recommendation_id"] == str(made.recommendation_id) else one
            for one in published.answers
        ]
    words = {
        "assembly_id": str(said.assembly_id),
        "title": said.title,
        "body_name": said.body_name,
        "number": str(made.number),
        "text": None if said.withdrawn else made.text,
        "withdrawn": made.text if said.withdrawn else None,
        "reason": said.reason,
    }
    await _tell(
        session,
        ics,
        kind=MailKind.ASSEMBLY_CORRECTED,
        about_id=said.correction_id,
        selection_id=said.selection_id,
        words=words,
        today=today,
    )


async def answers_to(
    session: ReadSession, ics: SystemCode, selection_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[AssemblyAnswers]]:
    """Give what was answered to the assemblies of some selections, the earliest first."""
    found: dict[UUID, list[AssemblyAnswers]] = {}
    for one in await repository.answers(session, ics, selection_ids):
        found.setdefault(one.selection_id, []).append(one)
    return found


async def _tell(
    session: WriteSession,
    ics: SystemCode,
    *,
    kind: MailKind,
    about_id: UUID,
    selection_id: UUID,
    words: Mapping[str, str | None],
    today: date,
) -> None:
    to = await sitting.seated_members(session, ics, [selection_id])
    await burden.record_feedback(session, ics, about_id, to, today)
    await mail.queue_about(session, ics, kind=kind, about_id=about_id, said=words, member_ids=to)
