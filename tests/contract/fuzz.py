"""What the fuzz tests stand on: a service on a socket, and its own OpenAPI document put to it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
import schemathesis
import uvicorn
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok

EXAMPLES = 6
"""Requests of each operation: together below 20 s a service."""

PROBLEM = "application/problem+json"

schemathesis.serializer.alias("message/rfc822", "text/plain")
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application in a thread of its own; give its address."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False, ws="none")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the application did not start")
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def of_system(document: dict[str, Any], code: str) -> dict[str, Any]:
    """Let a document's addresses be those of one system: others are 404, which proves little."""
    narrowed: dict[str, Any] = json.loads(json.dumps(document))
    for operations in narrowed["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path" and parameter["name"] == "ics":
                    parameter["schema"] = {"type": "string", "enum": [code]}
    return narrowed


def complaints(document: dict[str, Any], address: str, headers: dict[str, str]) -> list[str]:
    """Put requests made from the document to a service; give what is wrong with its answers."""
    schema = schemathesis.openapi.from_dict(document)
    found: list[str] = []
    with requests.Session() as session:
        session.headers.update(headers)
        for result in schema.get_all_operations():
            assert isinstance(result, Ok), "the document has an operation that cannot be read"
            found += _complaints_of(result.ok(), address, session)
    return found


def _complaints_of(operation: Any, address: str, session: requests.Session) -> list[str]:
    found: dict[str, str] = {}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def put(case: Any) -> None:
        answer = case.call(base_url=address, session=session, timeout=20)
        for complaint in [*_own_checks(answer), *_library_checks(case, answer)]:
            found.setdefault(complaint[:60], f"{operation.label}: {complaint}")

    put()
    return list(found.values())


def _own_checks(answer: Any) -> Iterator[str]:
    media_type = (answer.headers.get("content-type") or [""])[0].split(";")[0]
    if answer.status_code >= 400 and media_type != PROBLEM:
        yield f"{answer.status_code} as {media_type or 'nothing'}, not as a problem"


def _library_checks(case: Any, answer: Any) -> Iterator[str]:
    try:
        case.validate_response(
            answer,
            checks=[
                not_a_server_error,
                schemathesis.checks.status_code_conformance,
                schemathesis.checks.content_type_conformance,
                schemathesis.checks.response_schema_conformance,
            ],
        )
    except FailureGroup as group:
        for failure in group.exceptions:
            yield f"{answer.status_code} {failure.title}: {str(failure)[:600]}"
    except Failure as failure:
        yield f"{answer.status_code} {failure.title}: {str(failure)[:600]}"
