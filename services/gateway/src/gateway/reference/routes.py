"""The reference: /openapi.json for programs, /docs for people."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from common.errors import NotFound
from common.web.conditional import not_modified
from common.web.dependencies import anonymous
from common.web.routing import Router
from gateway.dependencies import GatewayParts
from gateway.pages.render import page
from gateway.pages.routing import page_router
from gateway.reference.documents import Document, fields, operations

document_router = Router(include_in_schema=False, dependencies=[anonymous()])
router = page_router()

_KEPT_SECONDS = 300


@document_router.get("/openapi.json")
async def read_openapi(request: Request, parts: GatewayParts) -> Response:
    """Give the whole API as one OpenAPI document."""
    content, tag = parts.reference.content(request.app.openapi())
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={_KEPT_SECONDS}"}
    held = not_modified(request, tag)
    if held is not None:
        return held
    return Response(content, headers=headers, media_type="application/json")


@router.get("/docs")
async def contents(request: Request, parts: GatewayParts) -> Response:
    """List the parts of the API."""
    document = parts.reference.document(request.app.openapi())
    return page("docs/contents.html", document=document, public_seconds=_KEPT_SECONDS)


@router.get("/docs/{service}")
async def service_page(service: str, request: Request, parts: GatewayParts) -> Response:
    """Show one part of the API."""
    document = parts.reference.document(request.app.openapi())
    tag = next((tag for tag in document["tags"] if tag["name"] == service), None)
    if tag is None:
        raise NotFound("There is no such part of the API.")
    shown = [
        _shown(document, method, path, operation)
        for method, path, operation in operations(document, service)
    ]
    return page("docs/service.html", tag=tag, operations=shown, public_seconds=_KEPT_SECONDS)


def _shown(document: Document, method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    answers: dict[str, Any] = operation.get("responses", {})
    good: dict[str, Any] = next((answers[code] for code in answers if code.startswith("2")), {})
    return {
        "id": operation.get("operationId", ""),
        "method": method,
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": [p for p in operation.get("parameters", []) if p["name"] != "ics"],
        "media_types": list(body),
        "takes": _fields_of(document, body),
        "gives": _fields_of(document, good.get("content", {})),
        "answers": [(code, answer.get("description", "")) for code, answer in answers.items()],
    }


def _fields_of(document: Document, content: dict[str, Any]) -> list[dict[str, Any]]:
    schema = content.get("application/json", {}).get("schema", {})
    return fields(document, schema)
