"""Petitions as everybody reads them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from governance.bodies import service as bodies
from governance.keys import GovernanceKeys
from governance.meetings.errors import MeetingNotFound
from governance.petitions import figures, repository, service, signing
from governance.petitions.models import Petition
from governance.petitions.schemas import DebateOut, PublicPetitionOut, ThresholdOut
from governance.register import service as register
from governance.vocabularies import service as vocabularies


async def listed(session: ReadSession, ics: SystemCode) -> list[PublicPetitionOut]:
    """List petitions that are or were open, the newest first, without names."""
    found = await repository.public(session)
    return [await _shown(session, ics, one, []) for one in found]


async def one(
    session: ReadSession, ics: SystemCode, keys: GovernanceKeys, petition_id: UUID
) -> PublicPetitionOut:
    """Give a petition with the names that are shown.

    Names are those behind the published figure, so that they tell no more of the number than it.

    Raises:
        PetitionNotFound: if there is none, or it was never open.
    """
    petition = await signing.public(session, petition_id)
    threshold, _ = await vocabularies.disclosure(session, ics)
    names: list[str] = []
    if petition.counted_at is not None and petition.basis > threshold:
        sealed = await repository.shown_names(session, petition.id, petition.counted_at)
        names = [keys.open(name, ics, signing.NAME, row) for row, name in sealed]
    shown = await _shown(session, ics, petition, names)
    return shown.model_copy(update={"debates": await _debates(session, petition)})


async def _debates(session: ReadSession, petition: Petition) -> list[DebateOut]:
    if petition.debate_item_id is None:
        return []
    found = []
    for meeting_id in await repository.debated_at(session, petition.debate_item_id):
        try:
            told, _ = await register.meeting(session, meeting_id)
        except MeetingNotFound:
            continue
        found.append(DebateOut(meeting_id=meeting_id, held_on=told.content.held_on))
    return found


async def _shown(
    session: ReadSession, ics: SystemCode, petition: Petition, names: list[str]
) -> PublicPetitionOut:
    body = await bodies.get(session, petition.body_id)
    threshold, base = await vocabularies.disclosure(session, ics)
    _, taken = service.scheme_of(petition)
    own = ("id", "reference", "state", "body_id", "title", "text", "opened_on", "closes_on",
           "answer", "answered_by", "answered_on", "due_on", "decision_id")  # fmt: skip
    values: dict[str, Any] = {name: getattr(petition, name) for name in own}
    return PublicPetitionOut(
        **values,
        body_name=body.name,
        started_by=petition.shown_name,
        signatures=figures.figure(petition.basis, threshold, base),
        paper_signatures=figures.figure(petition.paper_basis, threshold, base),
        fewer_than=2 * threshold + 1,
        counted_on=None if petition.counted_at is None else day_in_england(petition.counted_at),
        thresholds=[
            ThresholdOut(
                signatures=one.signatures, leads_to=one.leads_to, by=one.by,
                reached=one.signatures in petition.reached,
            )
            for one in sorted(taken.thresholds, key=lambda one: one.signatures)
        ],
        debates=[],
        names=names,
    )  # fmt: skip
