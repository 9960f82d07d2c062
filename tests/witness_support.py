"""A witness for tests (C2SP tlog-witness), and its cosignatures. It shares no code with the log but
for the verifier's own sums, so that neither can be wrong in the other's favour."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from common.db.engine import raw_connection
from common.db.tenancy import SystemCode
from decision_log_support import VERIFIER, NotProved, key
from decision_log_world import SEQUENCER
from governance.decision_log.notes import Signer
from governance.witnesses import service
from governance.witnesses.schemas import WitnessRecord
from governance_support import QE1, Governance
from local_runner.processes import free_port

NAME = "witness.example/w1"
LOG = Signer("log.example/log/QE1", key())
LOGS = [LOG.verifier_key, Signer("log.example/log/QKK", key()).verifier_key]
"""The logs of the two systems of governance's tests."""


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()


@dataclass
class Witness:
    """Keeps the last tree that it cosigned of each log, and refuses one that did not grow from it.

    Args:
        logs: verifier keys of the logs that it knows.
    """

    logs: list[str]
    name: str = NAME
    private: Ed25519PrivateKey = field(default_factory=lambda: key(100))
    seen: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """Size and root, by the log's origin."""
    asked: list[tuple[int, int]] = field(default_factory=list)
    """Old size and status of each call."""
    failing: int = 0
    """So many calls get the status 503."""
    delay: float = 0.0
    """Seconds before it answers."""
    address: str = ""
    handler: Callable[[web.Request], Awaitable[web.Response]] | None = None
    """Answers in its stead."""

    @property
    def verifier_key(self) -> str:
        content = b"\x04" + self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"{self.name}+{self.key_id.hex()}+{text(content)}"

    @property
    def key_id(self) -> bytes:
        public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(self.name.encode() + b"\n\x04" + public).digest()[:4]

    def cosign(self, note: str, at: float | None = None) -> str:
        """Give its line under a checkpoint, without looking at what it signs."""
        stamp = int(time.time() if at is None else at)
        body = note[: note.rindex("\n\n") + 1]
        signature = self.private.sign(f"cosignature/v1\ntime {stamp}\n{body}".encode())
        return f"— {self.name} {text(self.key_id + stamp.to_bytes(8) + signature)}\n"

    def add_checkpoint(self, request: bytes) -> tuple[int, str, str]:
        """Answer a call; gives status, content type and text."""
        head, _, rest = request.decode().partition("\n")
        proof_text, _, note = ("\n" + rest).partition("\n\n")
        old = int(head.removeprefix("old "))
        proof = [base64.b64decode(line) for line in proof_text.split("\n") if line]
        status, kind, answer = self._judge(old, proof, note)
        self.asked.append((old, status))
        return status, kind, answer

    def _judge(self, old: int, proof: list[bytes], note: str) -> tuple[int, str, str]:
        origin = note.split("\n", 1)[0]
        trusted = [one for one in self.logs if one.startswith(f"{origin}+")]
        if not trusted:
            return 404, "text/plain", ""
        opened = None
        for one in trusted:
            try:
                opened = VERIFIER["open_checkpoint"](note.encode(), one)
            except NotProved:
                continue
        if opened is None:
            return 403, "text/plain", ""
        if old > opened.size:
            return 400, "text/plain", ""
        size, root = self.seen.get(origin, (0, b""))
        if old != size:
            return 409, "text/x.tlog.size", f"{size}\n"
        if size == opened.size and size > 0 and root != opened.root:
            return 409, "text/plain", ""
        if size > 0:
            try:
                VERIFIER["check_consistency"](size, opened.size, root, opened.root, proof)
            except NotProved:
                return 422, "text/plain", ""
        elif proof:
            return 422, "text/plain", ""
        self.seen[origin] = (opened.size, opened.root)
        return 200, "text/plain", self.cosign(note)

    async def answer(self, request: web.Request) -> web.Response:
        if self.handler is not None:
            return await self.handler(request)
        body = await request.read()
        await asyncio.sleep(self.delay)
        if self.failing:
            self.failing -= 1
            return web.Response(status=503)
        status, kind, answer = self.add_checkpoint(body)
        return web.Response(status=status, text=answer, content_type=kind)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        """Serve it over HTTP on this machine; gives its submission prefix."""
        application = web.Application()
        application.router.add_post("/w/add-checkpoint", self.answer)
        runner = web.AppRunner(application, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        port = free_port()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        self.address = f"http://127.0.0.1:{port}/w"
        try:
            yield self.address
        finally:
            await runner.cleanup()


async def name_witnesses(
    governance: Governance, *witnesses: Witness, ics: str = "QE1", **dates: str
) -> None:
    """Name witnesses of a system's log."""
    records = [
        WitnessRecord.model_validate(
            {
                "verifier_key": one.verifier_key,
                "title": f"Witness {one.name}",
                "address": one.address or None,
                **({"valid_from": "2022-07-01"} | dates),
            }
        )
        for one in witnesses
    ]
    code = SystemCode(ics)
    async with governance.database.transaction(code) as session:
        await service.load(session, code, records)


def witness(number: int = 1) -> Witness:
    """Give a witness that knows the logs of governance's tests."""
    return Witness(LOGS, name=f"witness.example/w{number}", private=key(99 + number))


async def grow(governance: Governance, decisions: int = 1) -> None:
    """Record decisions, and have them signed."""
    for _ in range(decisions):
        await governance.decision()
    await SEQUENCER.run(governance.database)


async def kept(governance: Governance) -> int:
    """Count the cosignatures that a system's log has kept."""
    async with governance.database.reading(QE1) as session:
        query = "SELECT count(*) FROM log_cosignatures"
        return int(await (await raw_connection(session)).fetchval(query))
