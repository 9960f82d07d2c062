"""The generated reference: what services, events and settings promise, written from the code.

    python -m local_runner.contracts write    writes docs/reference
    python -m local_runner.contracts check    fails with a diff where the files differ from the code

It imports every service, which no service may: it is a tool beside them.
"""

from __future__ import annotations

import difflib
import json
import sys
import tempfile
from collections.abc import Mapping
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path
from typing import Annotated, Any

import typer
from fastapi import FastAPI

from common.crypto import keys
from common.events import asyncapi
from common.settings import ServiceSettings
from local_runner.reference_pages import events_page, settings_page

SERVICES = ("panel", "insights", "governance", "gateway")
ROOT = Path(__file__).parents[4]
FOLDER = Path("docs/reference")
MERGED = "openapi.json"

_DESCRIPTION = (
    "Every address of Golden Thread, as the gateway serves it. Refusals are RFC 9457 problems; "
    "pages have RFC 8288 links; changes need If-Match; a POST may be sent again with its "
    "Idempotency-Key."
)


def service_settings(service: str) -> type[ServiceSettings]:
    """Find a service's settings."""
    members = getmembers(import_module(f"{service}.settings"), isclass)
    (found,) = (
        kind
        for _, kind in members
        if issubclass(kind, ServiceSettings) and kind.__dict__.get("service") == service
    )
    return found


def build_app(service: str, token_keys: Path) -> FastAPI:
    """Build a service's application without anything that it talks to.

    Args:
        token_keys: a private key set; its own public part serves the other services as well.
    """
    settings = service_settings(service)(
        environment="development",
        database_url=f"postgresql://{service}_app@127.0.0.1/golden_thread",
        event_log="postgres",
        event_log_url="postgresql://event_log_app@127.0.0.1/golden_thread",
        token_keys=str(token_keys),
    )
    app: FastAPI = import_module(f"{service}.main").build_app(settings)
    return app


def consumers() -> dict[str, list[str]]:
    """Name the types of events that each service handles."""
    return {
        service: sorted(import_module(f"{service}.subscriptions").SUBSCRIPTIONS.kinds)
        for service in SERVICES
    }


def merge(documents: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Make one OpenAPI document of all: schemas bear their service's name where two differ."""
    merged: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Golden Thread", "version": "0.1.0", "description": _DESCRIPTION},
        "paths": {},
        "components": {"schemas": {}, "securitySchemes": {}},
        "tags": [],
    }
    for service, document in documents.items():
        renamed = _renamed(service, document, merged["components"]["schemas"])
        merged["paths"].update(_tagged(service, renamed["paths"]))
        merged["components"]["schemas"].update(renamed["components"]["schemas"])
        merged["components"]["securitySchemes"].update(renamed["components"]["securitySchemes"])
        info = document["info"]
        merged["tags"].append({"name": service, "description": info.get("description", "")})
    merged["paths"] = dict(sorted(merged["paths"].items()))
    return merged


def _renamed(service: str, document: dict[str, Any], taken: Mapping[str, Any]) -> dict[str, Any]:
    own = document["components"]["schemas"]
    clashing = [name for name in own if name in taken and taken[name] != own[name]]
    text = json.dumps(document)
    for name in clashing:
        new = f"{service.capitalize()}{name}"
        text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{new}"')
    renamed: dict[str, Any] = json.loads(text)
    schemas = renamed["components"]["schemas"]
    for name in clashing:
        schemas[f"{service.capitalize()}{name}"] = schemas.pop(name)
    return renamed


def _tagged(service: str, paths: dict[str, Any]) -> dict[str, Any]:
    for operations in paths.values():
        for operation in operations.values():
            operation["tags"] = [service]
            operation["operationId"] = f"{service}_{operation['operationId']}"
    return paths


def generate() -> dict[Path, str]:
    """Make every reference file: path under the root → content."""
    with tempfile.TemporaryDirectory() as folder:
        private = Path(folder) / "private.json"
        keys.generate(private, Path(folder) / "public.json")
        documents = {service: build_app(service, private).openapi() for service in SERVICES}
    handled = consumers()
    files = {f"openapi-{service}.json": _json(document) for service, document in documents.items()}
    files[MERGED] = _json(merge(documents))
    files["asyncapi.json"] = _json(asyncapi.document(handled))
    files["events.md"] = events_page(handled)
    files["settings.md"] = settings_page({s: service_settings(s) for s in SERVICES})
    return {FOLDER / name: content for name, content in files.items()}


def differences(root: Path) -> str:
    """Give the differences between the files and the code, as a diff; empty where there is none."""
    lines: list[str] = []
    for path, content in generate().items():
        file = root / path
        present = file.read_text() if file.exists() else ""
        lines += difflib.unified_diff(
            present.splitlines(keepends=True),
            content.splitlines(keepends=True),
            f"{path} (file)",
            f"{path} (code)",
        )
    return "".join(lines)


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


app = typer.Typer(help="The generated reference.", no_args_is_help=True)
_Root = Annotated[Path, typer.Option(help="root of the repository")]


@app.command()
def write(root: _Root = ROOT) -> None:
    """Write the reference out of the code."""
    for path, content in generate().items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        typer.echo(path)


@app.command()
def check(root: _Root = ROOT) -> None:
    """Fail, with a diff, where the reference differs from the code."""
    diff = differences(root)
    if diff:
        sys.stdout.write(diff)
        typer.echo("The reference is not in step with the code. Run: make contracts", err=True)
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
