"""Selections over HTTP: for staff, for those who check a draw, and for members' own rows."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import utc_now
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from common.web.conditional import etag
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.dependencies import (
    Caller,
    Joiner,
    Keys,
    Manager,
    ManageToken,
    PersonalManager,
    PersonalReader,
    Reader,
)
from panel.members import service as members
from panel.segments.schemas import Level
from panel.selection import opening as opening_pools
from panel.selection import redrawing, service, sitting
from panel.selection.models import Selection
from panel.selection.schemas import (
    CalculationIn,
    CommitmentIn,
    CompletionIn,
    DocumentOut,
    DrawIn,
    DropoutIn,
    EntryOut,
    OpenedOut,
    OpeningIn,
    OpeningOut,
    PanelOut,
    PersonOut,
    ReplacementIn,
    SelectionIn,
    SelectionOut,
)
from panel.selection.shown import entry_out, panel_out, person_out, selection_out

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: selections"])

Exactly = Annotated[Level, Query(description="published, or exact: that needs panel:personal.")]


@router.post("/selections", status_code=201)
async def prepare(
    ics: System,
    session: Writing,
    body: SelectionIn,
    request: Request,
    response: Response,
    _: PersonalManager,
) -> SelectionOut:
    """Prepare the selection of an assembly or jury; it is calculated within its time limit. Whether
    quotas can be met tells, of any quotas, how many people there are, so this needs panel:personal
    too."""
    selection = await service.prepare(session, ics, body, utc_now())
    response.headers["Location"] = f"{request.url.path}/{selection.id}"
    return selection_out(selection)


@router.get("/selections")
async def list_selections(
    ics: System, session: Reading, paging: Paging, request: Request, response: Response, _: Reader
) -> PageOut[SelectionOut]:
    """List selections, in the order in which they were prepared."""
    page = await service.list_selections(session, ics, paging)
    shown = page.map(selection_out)
    return PageOut[SelectionOut].model_validate(page_response(shown, request, response))


@router.get("/selections/{selection_id}")
async def read_selection(
    *,
    ics: System,
    session: Reading,
    selection_id: UUID,
    response: Response,
    principal: Reader,
    level: Exactly = "published",
) -> PanelOut:
    """Give a selection, how fair it is, and its panel by pseudonym. What counts people of the pool
    (how many are left out, by how much quotas must give way, and probabilities until the
    commitment publishes them) needs panel:personal."""
    if level == "exact":
        principal.require("panel:personal")
    selection = await service.the_selection(session, ics, selection_id)
    response.headers["ETag"] = etag(selection.version)
    return await _panel(session, ics, selection, exact=level == "exact")


@router.post("/selections/{selection_id}/calculation")
async def calculate_anew(
    ics: System, session: Writing, selection_id: UUID, body: CalculationIn, _: PersonalManager
) -> SelectionOut:
    """Calculate again, from who is in the pool now, with other quotas if they are given; needs
    panel:personal, as preparing does."""
    return selection_out(await service.calculate_anew(session, ics, selection_id, body, utc_now()))


@router.post("/selections/{selection_id}/commitment")
async def commit(
    ics: System,
    session: Writing,
    keys: Keys,
    selection_id: UUID,
    body: CommitmentIn,
    _: Manager,
) -> SelectionOut:
    """Freeze and publish the document, before any digit is known; it can't be taken back."""
    return selection_out(
        await service.commit(session, ics, selection_id, body, keys=keys, now=utc_now())
    )


@router.get("/selections/{selection_id}/document")
async def read_document(
    ics: System, session: Reading, selection_id: UUID, _: Caller
) -> DocumentOut:
    """Give what is published: terms, the pool by pseudonym, and 1,000 panels."""
    document = await service.published(session, ics, selection_id)
    return DocumentOut.model_validate(document)


@router.post("/selections/{selection_id}/draw")
async def draw(
    ics: System, session: Writing, selection_id: UUID, body: DrawIn, principal: Manager
) -> PanelOut:
    """Record the three digits of the public source, once, and seat the panel that they pick."""
    selection = await sitting.draw(
        session, ics, selection_id, body, by=principal.subject, now=utc_now()
    )
    return await _panel(session, ics, selection)


@router.post("/selections/{selection_id}/dropouts")
async def drop_out(
    ics: System, session: Writing, selection_id: UUID, body: DropoutIn, _: Manager
) -> PanelOut:
    """Record that somebody gives their seat up."""
    selection = await sitting.drop_out(session, ics, selection_id, body, utc_now())
    return await _panel(session, ics, selection)


@router.post("/selections/{selection_id}/replacements", status_code=202)
async def ask_replacements(
    ics: System, session: Writing, selection_id: UUID, body: ReplacementIn, _: Manager
) -> PanelOut:
    """Ask for the vacant seats to be filled, so that the quotas hold."""
    selection = await sitting.ask_replacements(session, ics, selection_id, body.ease, utc_now())
    return await _panel(session, ics, selection)


@router.post("/selections/{selection_id}/completion")
async def complete(
    ics: System, session: Writing, selection_id: UUID, body: CompletionIn, _: Manager
) -> PanelOut:
    """Close the selection: the panel is as it will sit."""
    selection = await sitting.complete(session, ics, selection_id, body.leave_vacant, utc_now())
    return await _panel(session, ics, selection)


@router.get("/selections/{selection_id}/people")
async def read_people(
    ics: System, session: Reading, keys: Keys, selection_id: UUID, _: PersonalReader
) -> list[PersonOut]:
    """Open the rows of those who have a seat: which members they are, their values, and whether
    they may still be asked."""
    found = await service.people(session, ics, keys, selection_id, utc_now())
    return [person_out(one) for one in found]


@router.post("/selections/{selection_id}/openings", status_code=201)
async def open_pool(
    *,
    ics: System,
    session: Writing,
    selection_id: UUID,
    body: OpeningIn,
    request: Request,
    response: Response,
    principal: PersonalReader,
) -> OpeningOut:
    """Open the whole pool for an hour, to check quotas and lottery; who did, and why, is kept."""
    opening = await opening_pools.open_pool(
        session, ics, selection_id, subject=principal.subject, reason=body.reason, now=utc_now()
    )
    response.headers["Location"] = f"{request.url.path}/{opening.id}/pool"
    return OpeningOut.model_validate(opening, from_attributes=True)


@router.get("/selections/{selection_id}/openings")
async def list_openings(
    ics: System, session: Reading, selection_id: UUID, _: Manager
) -> list[OpeningOut]:
    """List who opened the pool, when and why."""
    found = await opening_pools.openings(session, ics, selection_id)
    return [OpeningOut.model_validate(one, from_attributes=True) for one in found]


@router.get("/selections/{selection_id}/openings/{opening_id}/pool")
async def read_pool(
    *,
    ics: System,
    session: Reading,
    keys: Keys,
    selection_id: UUID,
    opening_id: UUID,
    response: Response,
    principal: PersonalReader,
) -> list[OpenedOut]:
    """Give everybody's pseudonym, salt and values to who opened the pool; no members' ids.
    With them `python -m panel.selection.verify` checks every commitment, and all quotas."""
    response.headers["Cache-Control"] = "no-store"
    rows = await opening_pools.opened(
        session,
        ics,
        keys,
        selection_id,
        opening_id=opening_id,
        subject=principal.subject,
        now=utc_now(),
    )
    return [OpenedOut.model_validate(one, from_attributes=True) for one in rows]


@router.get("/me/selections")
async def read_mine(
    ics: System, session: Reading, keys: Keys, token: ManageToken, response: Response, _: Joiner
) -> list[EntryOut]:
    """Give a member their row in each pool: with values and salt they can make the published
    commitment again; the probability is theirs."""
    response.headers["Cache-Control"] = "no-store"
    me = await members.me(session, ics, keys, token, utc_now())
    return [entry_out(one) for one in await service.held_of(session, ics, keys, me.member.id)]


async def _panel(
    session: ReadSession, ics: SystemCode, selection: Selection, *, exact: bool = False
) -> PanelOut:
    return panel_out(
        selection,
        await service.panel(session, ics, selection.id),
        await sitting.rounds(session, ics, selection.id),
        reserves=await sitting.reserves(session, ics, selection),
        draws=await redrawing.entries(session, ics, selection.id),
        exact=exact,
    )
