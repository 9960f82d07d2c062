"""One OpenAPI document of the whole API, put together from those of the services.

The services' documents are generated into the repository (``docs/reference``) and shipped with the
gateway, so a service that is down takes nothing out of the reference.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from common.observability.logging import get_logger

Document = dict[str, Any]

_METHODS = ("get", "post", "put", "patch", "delete")
_SERVICE = re.compile(r"/api/v1/\{ics\}/([a-z]+)")
_HERE = "#/components/"

_log = get_logger(__name__)

DESCRIPTION = """\
Send an API key of your system as `Authorization: Bearer gt_…`. Every refusal is a problem document
(RFC 9457) that says what to do. Lists are read page by page with `cursor`; changes send `If-Match`
with the ETag that was read; a POST that is repeated with the same `Idempotency-Key` has its effect
once. The `RateLimit` headers tell how many requests are left."""


def find_reference(start: Path) -> Path | None:
    """Give the repository's generated reference, seen from a file within it."""
    for folder in start.resolve().parents:
        candidate = folder / "docs" / "reference"
        if candidate.is_dir():
            return candidate
    return None


def read_documents(directory: Path | None) -> dict[str, Document]:
    """Give the services' OpenAPI documents by service; what can't be read is left out."""
    found: dict[str, Document] = {}
    for file in sorted(directory.glob("openapi-*.json")) if directory is not None else []:
        try:
            content = orjson.loads(file.read_bytes())
        except (OSError, orjson.JSONDecodeError):
            _log.warning("a reference document cannot be read", file=file.name)
            continue
        if isinstance(content, dict) and "openapi" in content:
            service = next((m[1] for p in content["paths"] if (m := _SERVICE.match(p))), None)
            if service is not None:
                found["gateway" if service == "thread" else service] = content
    return found


def merge(documents: dict[str, Document], public_url: str) -> Document:
    """Put documents together; names of components get the service's name in front."""
    merged: Document = {
        "openapi": "3.1.0",
        "info": {"title": "Golden Thread", "version": "1", "description": DESCRIPTION},
        "servers": [{"url": public_url}],
        "security": [{"api_key": []}],
        "tags": [],
        "paths": {},
        "components": {
            "schemas": {},
            "securitySchemes": {
                "api_key": {"type": "http", "scheme": "bearer", "description": "gt_…"}
            },
        },
    }
    for service, document in documents.items():
        prefix = service.capitalize()
        for path, item in document.get("paths", {}).items():
            if _SERVICE.match(path):
                merged["paths"][path] = _operations(_renamed(item, prefix), service)
        schemas = document.get("components", {}).get("schemas", {})
        for name, schema in schemas.items():
            merged["components"]["schemas"][prefix + name] = _renamed(schema, prefix)
        merged["tags"].append({"name": service, "description": document["info"]["title"]})
    return merged


def _operations(item: dict[str, Any], service: str) -> dict[str, Any]:
    for method in _METHODS:
        if method in item:
            operation = item[method]
            operation.pop("security", None)
            operation["tags"] = [service]
            if "operationId" in operation:
                operation["operationId"] = f"{service}_{operation['operationId']}"
    return item


def _renamed(value: Any, prefix: str) -> Any:
    """Copy a part of a document, with its references to components renamed."""
    if isinstance(value, dict):
        return {
            name: _reference(one, prefix)
            if name == "$ref" and isinstance(one, str)
            else _renamed(one, prefix)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [_renamed(one, prefix) for one in value]
    if isinstance(value, str) and value.startswith(_HERE + "schemas/"):
        return _reference(value, prefix)
    return value


def _reference(target: str, prefix: str) -> str:
    start = _HERE + "schemas/"
    return start + prefix + target.removeprefix(start) if target.startswith(start) else target


def operations(document: Document, service: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give (method, path, operation) of a service's part, in the document's order."""
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item and service in item[method].get("tags", []):
                yield method.upper(), path, item[method]


def fields(document: Document, schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the fields of a schema, as the page lists them."""
    resolved = _resolved(document, schema)
    required = set(resolved.get("required", []))
    return [
        {
            "name": name,
            "kind": _kind(one),
            "required": name in required,
            "description": one.get("description", ""),
        }
        for name, one in resolved.get("properties", {}).items()
    ]


def _resolved(document: Document, schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document["components"]["schemas"].get(name, {}) if name else schema
    return found


def _kind(schema: dict[str, Any]) -> str:
    """Say in a word what a field holds."""
    if "$ref" in schema:
        return "object"
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return " or ".join(dict.fromkeys(_kind(one) for one in choices))
    if "enum" in schema:
        return "one of " + ", ".join(str(one) for one in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    kind = schema.get("format") or schema.get("type") or "anything"
    return str(kind).replace("-", " ")


class Reference:
    """The whole document, put together when it is first asked for.

    Args:
        directory: of the services' documents; None to look for it in the repository.
        public_url: the address that the document gives for the API.
    """

    def __init__(self, directory: str | None, public_url: str) -> None:
        self._directory = Path(directory) if directory else find_reference(Path(__file__))
        self._public_url = public_url
        self._document: Document | None = None
        self._content: tuple[bytes, str] | None = None

    def document(self, own: Document) -> Document:
        """Give the document; ``own`` is the gateway's part."""
        if self._document is None:
            documents = {**read_documents(self._directory), "gateway": own}
            self._document = merge(documents, self._public_url)
        return self._document

    def content(self, own: Document) -> tuple[bytes, str]:
        """Give its bytes and their entity tag."""
        if self._content is None:
            content = orjson.dumps(self.document(own))
            self._content = content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        return self._content
