"""One row by its id through a service, against FastAPI and asyncpg by hand doing the same.

python benchmarks/point_read.py [SECONDS]

Both run as one uvicorn process with five connections; one asyncio client of sixteen connections
loads them in turn. The service also keeps its log (a JSON line a request), metrics and ids.
"""

from __future__ import annotations

import json
import sys
import urllib.request

from local_runner.processes import free_port
from web_load import Bench, bench, load, medians, process, report, request

TARGET = 0.75
ROUNDS = 5

OPTIONS = [{"code": code, "label": code.capitalize()} for code in ("bus", "car", "walk")]
SURVEY = {
    "title": "Getting to appointments",
    "purpose": "To plan buses to the clinics.",
    "questions": [
        {"kind": "single_choice", "text": "How do you travel?", "options": OPTIONS},
        {"kind": "free_text", "text": "What would help?"},
    ],
}


def main(seconds: float) -> None:
    """Measure and print."""
    with bench() as prepared:
        prepared.prepare("panel")
        bare = free_port()
        baseline = [sys.executable, "bare_read.py"]
        with (
            prepared.service("panel") as port,
            process(baseline, prepared.environment("panel", bare), bare),
        ):
            measure(prepared, port, bare, seconds)


def measure(prepared: Bench, port: int, bare: int, seconds: float) -> None:
    """Load both in turn, having seen that they answer alike."""
    token = prepared.token("panel:read", "panel:manage")
    path = "/api/v1/QE1/panel/surveys"
    survey = json.loads(fetch(port, path, token, SURVEY))["id"]
    path = f"{path}/{survey}"
    if json.loads(fetch(port, path, token)) != json.loads(fetch(bare, path, token)):
        raise RuntimeError("the two do not answer alike")
    read = request("GET", path, token)
    for warm in (port, bare):
        load(warm, lambda: read, seconds=1, status=200)
    rates = medians(
        ROUNDS,
        lambda: load(port, lambda: read, seconds=seconds, status=200),
        lambda: load(bare, lambda: read, seconds=seconds, status=200),
    )
    report(
        "point read",
        [("GET a survey, the panel", rates[0], "FastAPI and asyncpg by hand", rates[1], TARGET)],
    )


def fetch(port: int, path: str, token: str, body: object = None) -> bytes:
    """Send one request and give its body."""
    sent = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(sent) as answer:
        content: bytes = answer.read()
        return content


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)
