"""Files of answers, and codebooks, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Header, Request, Response
from fastapi.responses import StreamingResponse

from common.observability.logging import get_logger
from common.web.conditional import not_modified
from common.web.dependencies import Reading, System
from common.web.routing import Router
from panel.datafiles import service
from panel.datafiles.codebook import codebook, codebook_csv
from panel.datafiles.errors import AnswersStillComing
from panel.datafiles.schemas import CodebookOut
from panel.dependencies import PersonalReader, Reader
from panel.surveys import service as surveys

router = Router(prefix="/api/v1/{ics}/panel/surveys", tags=["panel: surveys"])
_log = get_logger(__name__)

CSV = "text/csv; charset=utf-8"
JSON_LINES = "application/jsonl"

IfNoneMatch = Annotated[
    str | None, Header(description="ETag of the file that you have; 304 where it is the same.")
]


def _documented(media_type: str) -> dict[int | str, dict[str, Any]]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        200: {"content": {media_type: {"schema": {"type": "string"}}}},
        304: {"description": "The file is the one that you have."},
        409: {"description": AnswersStillComing.title, "content": problem},
    }


@router.get(
    "/{survey_id}/exports/answers.csv",
    response_class=StreamingResponse,
    responses=_documented("text/csv"),
)
async def read_answers_as_csv(
    *,
    ics: System,
    session: Reading,
    survey_id: UUID,
    request: Request,
    principal: PersonalReader,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Give the answers to a closed survey as CSV: a line a person, nothing else of the person, in
    an order that tells nothing."""
    edition = await service.edition(session, ics, survey_id)
    if same := not_modified(request, edition.tag):
        return same
    _log.info("answers read", survey=str(survey_id), form="csv", subject=principal.subject)
    parts = service.csv_of(session, ics, edition.survey)
    return StreamingResponse(
        parts, media_type=CSV, headers=_headers(f"answers-{survey_id}.csv", edition.tag)
    )


@router.get(
    "/{survey_id}/exports/answers.jsonl",
    response_class=StreamingResponse,
    responses=_documented(JSON_LINES),
)
async def read_answers_as_json_lines(
    *,
    ics: System,
    session: Reading,
    survey_id: UUID,
    request: Request,
    principal: PersonalReader,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Give the answers to a closed survey as JSON Lines: an object a person."""
    edition = await service.edition(session, ics, survey_id)
    if same := not_modified(request, edition.tag):
        return same
    _log.info("answers read", survey=str(survey_id), form="jsonl", subject=principal.subject)
    parts = service.json_lines_of(session, ics, edition.survey)
    return StreamingResponse(
        parts, media_type=JSON_LINES, headers=_headers(f"answers-{survey_id}.jsonl", edition.tag)
    )


@router.get("/{survey_id}/codebook")
async def read_codebook(ics: System, session: Reading, survey_id: UUID, _: Reader) -> CodebookOut:
    """Give the codebook: every question with its kind, codes, routing and columns."""
    return codebook(await surveys.the_survey(session, ics, survey_id))


@router.get(
    "/{survey_id}/exports/codebook.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def read_codebook_as_csv(
    ics: System, session: Reading, survey_id: UUID, _: Reader
) -> Response:
    """Give the codebook as a table, a line for each column of the file of answers."""
    written = codebook_csv(await surveys.the_survey(session, ics, survey_id))
    return Response(
        written,
        media_type=CSV,
        headers={
            "Content-Disposition": f'attachment; filename="codebook-{survey_id}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _headers(filename: str, tag: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{filename}"',
        "Cache-Control": "private, no-cache",
        "ETag": tag,
    }
