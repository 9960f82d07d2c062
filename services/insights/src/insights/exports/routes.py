"""The library as files, over HTTP: for readers by their rights, and what is open for anyone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, cast

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from common.observability.logging import get_logger
from common.web.conditional import not_modified
from common.web.dependencies import Reading, anonymous
from common.web.room import ReadOut, Room
from common.web.routing import Router
from insights.audience import Reader
from insights.dependencies import API, AsOf, Reads, System
from insights.exports import service
from insights.exports.errors import NoMarkInThisForm
from insights.exports.service import OpenData
from insights.exports.tables import Table
from insights.exports.writing import FORMS, Form, FormName, as_csv_for_excel
from insights.feedback.asked import feedback_filter
from insights.feedback.schemas import FeedbackQuery
from insights.search.asked import finding_filter
from insights.search.schemas import FindingQuery
from insights.words import Code

router = Router(prefix=f"{API}/exports", tags=["exports"])
public = Router(prefix=f"{API}/feeds", tags=["feeds"])
_log = get_logger(__name__)

_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            form.media_type: {"schema": {"type": "string", "format": "binary"}}
            for form in FORMS.values()
        }
    }
}
_OPEN = {**_FILE, 304: {"description": "The file is the one that you have."}}

Bom = Annotated[
    bool, Query(description="Begin CSV with a byte-order mark, by which Excel knows UTF-8.")
]


@router.get("/findings.{form}", response_class=StreamingResponse, responses=_FILE)
async def export_findings(
    *,
    form: FormName,
    query: Annotated[FindingQuery, Depends(finding_filter)],
    session: Reading,
    ics: System,
    reader: Reads,
    as_of: AsOf,
    request: Request,
    bom: Bom = False,
) -> Response:
    """Give the published findings that you may see, as a file: the same as a search finds.

    Rows come by identifier. Quotations are left out. A file whose answer is not ended is not whole.
    """
    chosen = _form(form, bom=bom)
    url = request.app.state.settings.public_url
    table = await service.findings(session, reader, query, url, on=as_of)
    leave = _entered(request, reader)
    _log.info("library read out", what=table.name, form=form, subject=reader.subject)
    return _private(table, chosen, ics, leave)


@router.get("/feedback.{form}", response_class=StreamingResponse, responses=_FILE)
async def export_feedback(
    *,
    form: FormName,
    query: Annotated[FeedbackQuery, Depends(feedback_filter)],
    session: Reading,
    ics: System,
    reader: Reads,
    as_of: AsOf,
    request: Request,
    bom: Bom = False,
) -> Response:
    """Give the feedback that you may see, as a file: the same as a search finds.

    Its words may hold personal data: keep the file as you would keep the comments.
    """
    chosen = _form(form, bom=bom)
    url = request.app.state.settings.public_url
    table = await service.feedback(session, reader, query, url, on=as_of)
    leave = _entered(request, reader)
    _log.info("library read out", what=table.name, form=form, subject=reader.subject)
    return _private(table, chosen, ics, leave)


@public.get(
    "/findings.{form}",
    dependencies=[anonymous()],
    response_class=StreamingResponse,
    responses=_OPEN,
)
async def read_open_findings(
    *,
    form: FormName,
    session: Reading,
    ics: System,
    request: Request,
    licence: Annotated[
        Code | None, Query(description="Only what is under this one of the open licences.")
    ] = None,
) -> Response:
    """Give the findings that are public and openly licensed, as a file, to anyone."""
    url = request.app.state.settings.public_url
    data = await service.open_findings(session, url, licence=licence)
    return _open(data, form, ics, request)


@public.get(
    "/activities.{form}",
    dependencies=[anonymous()],
    response_class=StreamingResponse,
    responses=_OPEN,
)
async def read_open_activities(
    *, form: FormName, session: Reading, ics: System, request: Request
) -> Response:
    """Give the public activities, where the system gives its register to everybody."""
    url = request.app.state.settings.public_url
    data = await service.open_activities(session, url)
    return _open(data, form, ics, request)


def _form(name: FormName, *, bom: bool) -> Form:
    form = FORMS[name]
    if not bom:
        return form
    if name != "csv":
        raise NoMarkInThisForm
    return Form(form.name, form.media_type, form.content_type, as_csv_for_excel)


def _entered(request: Request, reader: Reader) -> Callable[[], None]:
    room = cast(Room, request.app.state.read_out)
    return room.enter(str(reader.organisation_id or reader.subject))


def _private(table: Table, form: Form, ics: System, leave: Callable[[], None]) -> Response:
    headers = {**_named(table, form, ics), "Cache-Control": "private, no-store"}
    return ReadOut(form.write(table), leave, media_type=form.content_type, headers=headers)


def _open(data: OpenData, name: FormName, ics: System, request: Request) -> Response:
    form = FORMS[name]
    tag = f'{data.tag.removesuffix(chr(34))}-{name}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=60"}
    if not_modified(request, tag) is not None:
        return Response(status_code=304, headers=headers)
    headers |= _named(data.table, form, ics)
    return StreamingResponse(form.write(data.table), media_type=form.content_type, headers=headers)


def _named(table: Table, form: Form, ics: System) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{ics}-{table.name}.{form.name}"',
        "X-Content-Type-Options": "nosniff",
    }
