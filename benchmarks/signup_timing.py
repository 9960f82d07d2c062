"""Does the time of asking to join tell whether an address is known?

python benchmarks/signup_timing.py [BLOCKS]

Addresses of six kinds: never seen, pending, a member's, a member's who asked to join again, one of
somebody who left, one of somebody who was erased. A block asks once with one of each, in an order
drawn anew; no address is used twice. Asked are the panel's API, and the form that residents see,
through the gateway (its limits and its proof of work set aside: they come before the panel is
asked). Each known kind, and another unknown one as a control, is held against the unknown. Wanted
is that both one-sided tests show each known kind
alike, that the permutation test finds no difference of medians (5% over all kinds together, by
Bonferroni), see `equivalence`, and that every answer is the same.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import urlencode

import asyncpg
import numpy as np

from common.clock import utc_now
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from equivalence import LEVEL, MARGIN, Compared, Timings, compare, power, visible
from local_runner.processes import free_port
from panel.erasures import service as erasures
from panel.erasures.progress import Terms
from panel.keys import PanelKeys
from panel.members import departure
from panel.members import service as members
from panel.members.service import Joining
from panel.settings import PanelSettings
from panel.signups import service as signups
from web_load import ROOT, SYSTEM, Bench, bench, process, request

BLOCKS = 1_200
WARM = 100
"""Blocks that are asked first and not counted."""
AT_ONCE = 100
QE1 = SystemCode("QE1")
CONTROL = "also unknown"
"""Never seen either: what it shows is chance, and how much of that there is."""
KNOWN = ("pending", "member", "asked again", "left", "erased")
KINDS = ("unknown", *KNOWN, CONTROL)
_SHOWN = re.compile(rb'name="shown" value="([^"]+)"')
_OWN = (b"date:", b"x-request-id:", b"traceparent:", b"ratelimit")
"""Fields of a head that differ from one request to the next, whoever asks."""


def address(door: str, kind: str, number: int) -> str:
    """Name an address; all have the same length, and each door has its own."""
    return f"{door[:3]}.{KINDS.index(kind)}.{number:06}@example.org"


class Door:
    """One connection that is kept; sends a request and waits for the whole answer.

    Args:
        begin: gives what makes requests, as late as that: what they show does not last for ever.
        status: of every answer.
    """

    def __init__(self, port: int, begin: Callable[[], Callable[[str], bytes]], status: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._status = f"HTTP/1.1 {status} ".encode()
        self.begin = begin

    def ask(self, message: bytes) -> tuple[int, bytes]:
        """Give the nanoseconds from the first byte sent to the last received, and the answer.

        Raises:
            RuntimeError: if it has another status.
        """
        begun = time.perf_counter_ns()
        self._socket.sendall(message)
        answer = self._socket.recv(65536)
        while not _is_whole(answer):
            answer += self._socket.recv(65536)
        took = time.perf_counter_ns() - begun
        if not answer.startswith(self._status):
            raise RuntimeError(answer.decode(errors="replace"))
        return took, answer

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def _is_whole(answer: bytes) -> bool:
    head, gap, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return bool(gap) and (length is None or len(body) >= int(length[1]))


def same_part(answer: bytes) -> bytes:
    """Give what must be the same in every answer: status, fields but those of one request, body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(_OWN)]
    return b"\r\n".join(lines) + b"\r\n\r\n" + _SHOWN.sub(b"", body)


async def people(prepared: Bench, door: str, count: int) -> None:
    """Let there be addresses of every known kind, by the panel's own services."""
    keys = PanelKeys.of(_settings(prepared))
    database = prepared.database("panel")
    for start in range(0, count, AT_ONCE):
        async with database.transaction(QE1) as session:
            for number in range(start, min(start + AT_ONCE, count)):
                await _one_of_each(session, keys, door, number, utc_now())
    await database.dispose()
    owner = await asyncpg.connect(prepared.server.url())
    await owner.execute("ANALYZE panel.members, panel.signups, panel.mails")
    await owner.close()


async def _one_of_each(
    session: WriteSession, keys: PanelKeys, door: str, number: int, now: datetime
) -> None:
    for kind in ("member", "asked again", "left", "erased"):
        joining = Joining(address(door, kind, number), "en", True, "lives")
        member_id = await members.join(session, QE1, keys, joining, now)
        if member_id is None:
            raise RuntimeError("the address is a member's already")
        if kind == "left":
            await departure.leave(session, QE1, keys, keys.manage_token(QE1, member_id), now)
        if kind == "erased":
            found = await members.member_to_erase(session, QE1, member_id, None)
            if found is None:
                raise RuntimeError("there is nobody to erase")
            terms = Terms(("insights",), timedelta(minutes=1))
            await erasures.erase(
                session, QE1, keys=keys, member=found, terms=terms, asked_by="member", now=now
            )
    for kind in ("pending", "asked again"):
        email = address(door, kind, number)
        await signups.request(session, QE1, keys=keys, email=email, language="en", now=now)


def _settings(prepared: Bench) -> PanelSettings:
    return PanelSettings(
        environment="development",
        database_url=prepared.server.url("panel_app"),
        event_log="postgres",
        event_log_url=prepared.server.url("event_log_app"),
        token_keys=str(prepared.keys.public),
    )


@contextmanager
def doors(prepared: Bench) -> Iterator[dict[str, Door]]:
    """Open both doors: of the panel itself, and of the gateway before it."""
    gateway = free_port()
    with prepared.service("panel") as panel:
        address = f"http://127.0.0.1:{panel}"
        environment = prepared.environment("gateway", gateway) | {
            "GT_TOKEN_KEYS": str(prepared.keys.private),
            "GT_PUBLIC_URL": f"http://127.0.0.1:{gateway}",
            **{f"GT_{name}_URL": address for name in ("PANEL", "INSIGHTS", "GOVERNANCE")},
            **{f"GT_{name}_RATE": "100000000" for name in ("ANONYMOUS", "FORM", "WIDE_FORM")},
            "GT_FORM_SECONDS": "0",
            "GT_CHALLENGE_DIFFICULTY": "0",
        }
        load = [sys.executable, "-m", "gateway.load", str(SYSTEM)]
        subprocess.run(load, env=environment, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        with process([sys.executable, "-m", "gateway.main"], environment, gateway):
            opened = {
                "panel's own API": Door(panel, lambda: _asker(prepared), 202),
                "embedded form of the gateway": Door(gateway, lambda: _form(gateway), 200),
            }
            yield opened
            for door in opened.values():
                door.close()


def _asker(prepared: Bench) -> Callable[[str], bytes]:
    token = prepared.token("panel:signup")
    return lambda email: request("POST", "/api/v1/QE1/panel/signups", token, {"email": email})


def _form(port: int) -> Callable[[str], bytes]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/embed/QE1/join") as answer:
        found = _SHOWN.search(answer.read())
    if found is None:
        raise RuntimeError("the form has no note of when it was shown")
    shown = found[1].decode()

    def filled(email: str) -> bytes:
        content = urlencode({"email": email, "shown": shown, "website": ""}).encode()
        head = (
            "POST /embed/QE1/join HTTP/1.1\r\nhost: benchmark\r\n"
            "content-type: application/x-www-form-urlencoded\r\n"
            f"content-length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content

    return filled


def timed(door: Door, name: str, blocks: int) -> tuple[dict[str, Timings], set[bytes]]:
    """Ask with one address of each kind a block; gives microseconds by kind, and what was said."""
    shuffled, said = random.Random(1), set()
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    make = door.begin()
    gc.disable()
    for number in range(WARM + blocks):
        for kind in shuffled.sample(KINDS, len(KINDS)):
            took, answer = door.ask(make(address(name, kind, number)))
            said.add(same_part(answer))
            if number >= WARM:
                found[kind].append(took / 1000)
    gc.enable()
    return {kind: np.array(timings) for kind, timings in found.items()}, said


def main(blocks: int) -> None:
    """Measure, test and print."""
    lines, figures = [], {}
    load = os.getloadavg()[0]
    with bench() as prepared:
        for service in ("panel", "gateway"):
            prepared.databases.migrate(service)
        prepared.prepare("panel")
        with doors(prepared) as opened:
            for name, door in opened.items():
                asyncio.run(people(prepared, name, WARM + blocks))
                timings, said = timed(door, name, blocks)
                found = told(name, timings, said)
                figures[name] = found
                lines.append(line_of(name, found, len(said)))
    print(f"load average {load:.1f} before, {os.getloadavg()[0]:.1f} after")
    figures_out = {
        name: {kind: vars(one) for kind, one in found.items()} for name, found in figures.items()
    }
    print(json.dumps({"benchmark": "signup timing", "doors": figures_out, "summary": lines}))


def told(name: str, timings: dict[str, Timings], said: set[bytes]) -> dict[str, Compared]:
    """Compare each known kind with the unknown; print it."""
    unknown, rng = timings["unknown"], np.random.default_rng(1)
    found = {kind: compare(timings[kind], unknown, rng) for kind in (*KNOWN, CONTROL)}
    print(f"\n{name}: {len(unknown):,} blocks, {len(said)} different answer(s)")
    print(f"  unknown: median {np.median(unknown):,.0f} µs, 99% {np.quantile(unknown, 0.99):,.0f}")
    print("  kind          effect   interval of 90%    medians apart    p      alike")
    for kind, one in found.items():
        print(
            f"  {kind:<12}{one.effect:>8.3f}   {one.low:.3f} to {one.high:.3f}"
            f"{one.medians_apart:>12,.1f} µs{one.chance:>10.3f}   {'yes' if one.alike else 'no'}"
        )
    print(
        f"  power with kinds truly alike {min(power(one.error) for one in found.values()):.2f}; "
        f"a true difference above {visible(unknown):,.0f} µs is refused"
    )
    return found


def line_of(name: str, found: dict[str, Compared], answers: int) -> dict[str, object]:
    """Give the line of the table: the kind that is furthest from the unknown."""
    known = [found[kind] for kind in KNOWN]
    worst = max(max(0.5 - one.low, one.high - 0.5) for one in known)
    chance = min(one.chance for one in known)
    return {
        "what": f"sign-up, known or unknown address, {name}",
        "ours": f"effect within {worst:.3f} of one half, least p {chance:.3f}",
        "against": "",
        "baseline": "",
        "ratio": None,
        "target": f"<= {MARGIN}, p > {LEVEL / len(KNOWN):.2f}, one answer",
        "reached": answers == 1
        and all(one.alike and one.chance > LEVEL / len(KNOWN) for one in known),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else BLOCKS)
