"""A small service of notes, through which the edge is tested as services use it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import ModuleType
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import EmailStr, Field
from sqlalchemy import Integer, String, Uuid, column, select, table, text

from common.db.engine import Database
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.errors import Conflict, NotFound
from common.settings import ServiceSettings
from common.web.app import create_app
from common.web.conditional import IfMatch, check_version, etag, not_modified
from common.web.dependencies import (
    Paging,
    Principal,
    Reading,
    System,
    Writing,
    anonymous,
    requires,
)
from common.web.routing import Router
from common.web.schemas import Model, PageOut, page_response
from conftest import ClientFactory, SettingsFactory, TokenFactory

NOTES = "/api/v1/QE1/edge/notes"

Reader = Annotated[Principal, requires("edge:read")]
Writer = Annotated[Principal, requires("edge:write")]


class EdgeSettings(ServiceSettings):
    """Settings of the small service."""

    service: ClassVar[str] = "edge"


_TEXT, _ID, _VERSION = column("text", String), column("id", Uuid), column("version", Integer)
_NOTES = table("notes", _TEXT, _ID, _VERSION)


class Line(Model):
    """A part of a note."""

    words: str = Field(max_length=10)


class NewNote(Model):
    """A note to write."""

    text: str = Field(min_length=1, max_length=40)
    lines: list[Line] = []
    contact: EmailStr | None = None


class NoteOut(Model):
    """A note."""

    id: UUID
    text: str
    version: int


router = Router(prefix="/api/v1/{ics}/edge")


@router.post("/notes", status_code=201)
async def write_note(note: NewNote, session: Writing, _: Writer, ics: System) -> NoteOut:
    """Write a note; `refused` is written, then refused."""
    row = (
        await session.execute(
            text("INSERT INTO notes (ics, text) VALUES (:ics, :text) RETURNING id, text, version"),
            {"ics": ics, "text": note.text},
        )
    ).one()
    if note.text == "refused":
        raise Conflict("This note is refused after it was written.")
    if note.text == "broken":
        raise RuntimeError("secret@example.org in the message of a fault")
    return NoteOut.model_validate(row)


@router.get("/notes")
async def list_notes(
    request: Request, response: Response, page: Paging, session: Reading, _: Reader
) -> PageOut[NoteOut]:
    """List notes in the order of their text."""
    return PageOut[NoteOut].model_validate(
        page_response(await _page(session, page), request, response)
    )


async def _page(session: Reading, page: PageRequest) -> Page[Any]:
    query = after_cursor(select(_TEXT, _ID, _VERSION).select_from(_NOTES), [_TEXT], [str], page)
    rows = (await session.execute(query)).all()
    return page_of(rows, page, lambda row: [row.text])


@router.get("/notes/{note_id}", response_model=NoteOut)
async def read_note(
    note_id: UUID, request: Request, response: Response, session: Reading, _: Reader
) -> Response | NoteOut:
    """Read a note, or learn that it is as it was."""
    note = await _note(session, note_id)
    tag = etag(note.version)
    unchanged = not_modified(request, tag)
    if unchanged is not None:
        return unchanged
    response.headers["ETag"] = tag
    return note


@router.patch("/notes/{note_id}")
async def change_note(
    note_id: UUID, change: NewNote, version: IfMatch, session: Writing, _: Writer
) -> NoteOut:
    """Change a note."""
    check_version((await _note(session, note_id)).version, version)
    row = await session.execute(
        text(
            "UPDATE notes SET text = :text, version = version + 1 WHERE id = :id "
            "RETURNING id, text, version"
        ),
        {"id": note_id, "text": change.text},
    )
    return NoteOut.model_validate(row.one())


async def _note(session: Reading, note_id: UUID) -> NoteOut:
    found = await session.execute(
        text("SELECT id, text, version FROM notes WHERE id = :id"), {"id": note_id}
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound("There is no such note.")
    return NoteOut.model_validate(row)


@router.post("/pairs", status_code=201)
async def write_half_a_pair(session: Writing, _: Writer, ics: System) -> dict[str, bool]:
    """Write what the database refuses only at the commit."""
    await session.execute(
        text("INSERT INTO pairs VALUES (:ics, :id, :other)"),
        {"ics": ics, "id": uuid4(), "other": uuid4()},
    )
    return {"written": True}


@router.get("/export")
async def export_notes(session: Reading, _: Reader) -> StreamingResponse:
    """Stream every note out of the session, after the handler has returned."""

    async def lines() -> AsyncIterator[str]:
        for row in await session.execute(text("SELECT text FROM notes ORDER BY text")):
            yield row.text + "\n"

    return StreamingResponse(lines(), media_type="text/csv")


@router.post("/import", max_body_size=4 * 1024 * 1024)
async def import_notes(request: Request, session: Writing, _: Writer) -> dict[str, int]:
    """Read a streamed body of up to 4 MiB."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
    return {"bytes": size}


@router.get("/open", dependencies=[anonymous()])
async def open_to_all() -> dict[str, bool]:
    """Answer anybody."""
    return {"open": True}


@pytest.fixture
def edge_app(
    edge_database: Database, edge_package: ModuleType, service_settings: SettingsFactory
) -> FastAPI:
    """The small service."""
    settings = service_settings(EdgeSettings)
    return create_app(settings, title="Edge", routers=[router], database=edge_database)


@pytest.fixture
async def http(
    edge_app: FastAPI, client: ClientFactory, token: TokenFactory
) -> AsyncIterator[httpx.AsyncClient]:
    """A client that may read and write notes of QE1."""
    async with client(edge_app) as speaking:
        speaking.headers.update(token(["edge:read", "edge:write"]))
        yield speaking
