"""A running governance whose log is grown and verified."""

from __future__ import annotations

from typing import Any

from decision_log_support import VERIFIER, NotProved, key
from governance.decision_log.sequencer import Sequencer
from governance_support import Governance

SEQUENCER = Sequencer("log.example/log", [key()])
ANSWER = {"you_said": "Quill needs evenings.", "we_did": "It opens at six."}


class Http:
    """Reads a log over the API, as the verifier reads it; files come one loop turn before."""

    def __init__(self, governance: Governance, ics: str = "QE1") -> None:
        self._governance = governance
        self._ics = ics
        self.files: dict[str, bytes] = {}

    async def fetch(self) -> Http:
        """Take all of the log."""
        size = (await log(self._governance, self._ics))["tree_size"]
        paths = ["checkpoint"]
        for name, shift in (("entries", 0), ("0", 0), ("1", 8)):
            filled = size >> shift
            for number in range((filled + 255) // 256):
                width = min(256, filled - number * 256)
                paths.append(VERIFIER["tile_path"](name, number, width))
        for path in paths:
            address = f"/api/v1/{self._ics}/governance/log/{path}"
            response = await self._governance.http.get(address)
            assert response.status_code == 200, path
            self.files[path] = response.content
        return self

    def read(self, path: str) -> bytes:
        """Give a file of the log."""
        if path not in self.files:
            raise NotProved(f"{path} is missing")
        return self.files[path]


async def log(governance: Governance, ics: str = "QE1") -> dict[str, Any]:
    """Give what the log says of itself, to anybody."""
    response = await governance.http.get(f"/api/v1/{ics}/governance/log")
    assert response.status_code == 200, response.text
    return dict(response.json())


async def verified(governance: Governance, ics: str = "QE1", kept: bytes | None = None) -> Any:
    """Grow the log, and verify all of it."""
    await SEQUENCER.run(governance.database)
    source = await Http(governance, ics).fetch()
    [verifier_key] = (await log(governance, ics))["verifier_keys"]
    opened = VERIFIER["open_log"](source, verifier_key, kept)
    VERIFIER["verify_whole"](opened)
    return opened


async def entry_of(
    governance: Governance, decision: dict[str, Any], version: int = 1, **options: Any
) -> dict[str, Any]:
    """Give the log's entry of a version of a decision."""
    path = f"/decisions/{decision['id']}/versions/{version}/log-entry"
    response = await governance.get(path, **options)
    assert response.status_code == 200, response.text
    return dict(response.json())


async def published(governance: Governance, decision: dict[str, Any], **more: Any) -> str:
    """Publish feedback on a decision; gives its id."""
    path = f"/decisions/{decision['id']}/feedback"
    made = (await governance.post(path, json=ANSWER | more)).json()
    response = await governance.post(f"/feedback/{made['id']}/publish")
    assert response.status_code == 200, response.text
    return str(made["id"])
