"""Writes through a service, from request to commit, against the same SQL in pgbench.

python benchmarks/write_with_outbox.py [SECONDS]

The SQL is not written down here: one request is made, Postgres logs what it was told, and that is
made into a script of pgbench, in which every id, reference and digest is fresh. Postgres
is durable; both sides have five connections, however many processes the service has.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import md5, sha256
from itertools import count
from typing import Any
from uuid import UUID

import asyncpg

from common.testing.postgres import run
from point_read import SURVEY, fetch
from same_sql import pgbench, pgbench_script
from web_load import Bench, bench, load, medians, report, request

ROUNDS = 3
REPLICAS = 2
"""Processes of a service, as in `deploy/k8s/base`."""

PEOPLE = 100_000
"""Personal links to answer by: so many for the service, each good once, and as many for pgbench."""
BODIES = 64
"""Bodies that decide: each numbers its own decisions, and so takes its turns."""


@dataclass(frozen=True)
class Write:
    """A request that writes, and how much of pgbench's rate it should reach."""

    name: str
    service: str
    scope: str
    status: int
    target: float
    path: Callable[[int], str]
    body: Callable[[int], dict[str, Any]]
    drawn: Callable[[int], dict[str, str]] = lambda _: {}
    """Values of a request's statements that pgbench draws anew from what is there, and the SQL
    that makes each out of :draw, a random number of those that are pgbench's."""


def signup() -> Write:
    """Ask to join, each time with another address."""
    return Write(
        name="sign up",
        service="panel",
        scope="panel:signup",
        status=202,
        target=0.30,
        path=lambda _: "/api/v1/QE1/panel/signups",
        body=lambda number: {"email": f"resident{number}@example.org"},
    )


def answer(question_id: str) -> Write:
    """Answer a survey, each time by another person's link."""

    def drawn(number: int) -> dict[str, str]:
        person, link = number % PEOPLE + 1, link_of(number)
        return {
            str(UUID(md5(str(person).encode(), usedforsecurity=False).hexdigest())): (
                "md5((:draw)::text)::uuid"
            ),
            f"\\x{sha256(link.encode()).hexdigest()}": (
                "sha256(('a-link-that-is-long-enough-' || (:draw)::text)::bytea)"
            ),
        }

    return Write(
        name="answer a survey",
        service="panel",
        scope="panel:answer",
        status=201,
        target=0.30,
        path=lambda number: f"/api/v1/QE1/panel/answers/{link_of(number)}",
        body=lambda _: {"answers": [{"question_id": question_id, "choice": "bus"}]},
        drawn=drawn,
    )


def link_of(number: int) -> str:
    """Give the token of a person's link."""
    return f"a-link-that-is-long-enough-{number % PEOPLE + 1}"


def decision() -> Write:
    """Record a decision, which says so by an event."""

    def body_of(number: int) -> str:
        return str(UUID(md5(str(number % BODIES + 1).encode(), usedforsecurity=False).hexdigest()))

    return Write(
        name="record a decision, with its event",
        service="governance",
        scope="governance:manage",
        status=201,
        target=0.15,
        path=lambda _: "/api/v1/QE1/governance/decisions",
        body=lambda number: {
            "title": f"Early buses {number}",
            "outcome": "agreed",
            "body_id": body_of(number),
            "decided_on": "2026-11-21",
            "parts": [{"text": "That the pilot begin in spring."}],
            "involvement_statement": "120 residents were asked.",
            "kind_of_activity": "planning",
        },
        drawn=lambda number: {body_of(number): f"md5((:draw % {BODIES} + 1)::text)::uuid"},
    )


def main(seconds: float) -> None:
    """Measure and print."""
    rows = []
    with bench() as prepared:
        for service in ("panel", "governance"):
            prepared.prepare(service)
        run(many_bodies(prepared))
        for write in (signup(), answer(survey_of_many(prepared)), decision()):
            script = capture(prepared, write)
            with (
                prepared.replicas(write.service, 1) as one,
                prepared.replicas(write.service, REPLICAS) as several,
            ):
                rates = contend(prepared, write, [one, several], script, seconds)
            same = ("the same SQL in pgbench", rates.pop(), write.target)
            rows.append((f"{write.name}, 1 process", rates[0], *same))
            rows.append((f"{write.name}, {REPLICAS} processes", rates[1], *same))
    report("write with outbox", rows)


async def many_bodies(prepared: Bench) -> None:
    """Make the bodies that decide."""
    await _tell(
        prepared,
        f"""
        INSERT INTO governance.bodies (ics, id, code, name, kind, valid_from)
        SELECT 'QE1', md5(n::text)::uuid, 'B' || n, 'Body ' || n, 'committee', '2022-07-01'
        FROM generate_series(1, {BODIES}) n
        """,
    )


def survey_of_many(prepared: Bench) -> str:
    """Open a survey to very many people, among requests to join as a panel of a few days has; give
    the id of its question. Without them, plans made for empty tables would be measured."""
    token = prepared.token("panel:manage", "panel:read")
    with prepared.service("panel") as port:
        survey = json.loads(fetch(port, "/api/v1/QE1/panel/surveys", token, SURVEY))
    question = str(survey["questions"][0]["id"])
    invite = f"""
        INSERT INTO panel.members (ics, id, email_index, email_sealed, manage_token_hash, language,
            mail_format, connection, minimum_age_stated, joined_on)
        SELECT 'QE1', md5(n::text)::uuid, sha256(n::text::bytea), '\\x00', sha256(n::text::bytea),
            'en', 'html', 'lives', 16, '2026-01-01' FROM generate_series(1, {2 * PEOPLE}) n;
        INSERT INTO panel.invitations (ics, survey_id, member_id, token_hash)
        SELECT 'QE1', '{survey["id"]}', md5(n::text)::uuid,
            sha256(('a-link-that-is-long-enough-' || n)::bytea)
        FROM generate_series(1, {2 * PEOPLE}) n;
        INSERT INTO panel.signups (ics, id, email_index, email_sealed, language, token_hash,
            expires_at)
        SELECT 'QE1', md5(n::text)::uuid, sha256(n::text::bytea), '\\x00', 'en',
            sha256(n::text::bytea), now() + interval '2 days' FROM generate_series(1, 10000) n;
        UPDATE panel.surveys SET state = 'open', opened_at = now() WHERE id = '{survey["id"]}';
        ANALYZE panel.members, panel.invitations, panel.signups
        """
    run(_tell(prepared, invite))
    return question


def capture(prepared: Bench, write: Write) -> str:
    """Make one request, and give what it told Postgres as a script of pgbench."""
    role = f"{write.service}_app"
    run(_tell(prepared, f"ALTER ROLE {role} SET log_statement = 'all'"))
    run(_tell(prepared, f"ALTER ROLE {role} SET log_parameter_max_length = -1"))
    token = prepared.token(write.scope)
    with prepared.service(write.service) as port:
        # The second request is the one whose statements are all prepared and known.
        fetch(port, write.path(0), token, write.body(0))
        before = prepared.server.log_file.stat().st_size
        fetch(port, write.path(1), token, write.body(1))
        log = prepared.server.log_file.read_bytes()[before:].decode()
    run(_tell(prepared, f"ALTER ROLE {role} RESET ALL"))
    return pgbench_script(
        log,
        known=run(_known_ids(prepared, write.service)),
        drawn=write.drawn(1),
        numbers=range(PEOPLE + 1, 2 * PEOPLE + 1),
    )


async def _tell(prepared: Bench, statement: str) -> None:
    connection = await asyncpg.connect(prepared.server.url())
    await connection.execute(statement)
    await connection.close()


async def _known_ids(prepared: Bench, service: str) -> set[str]:
    """List the ids that were there before the request and that its statements mean."""
    ids = {
        "governance": "SELECT id::text FROM governance.bodies",
        "panel": "SELECT id::text FROM panel.surveys UNION "
        "SELECT question ->> 'id' FROM panel.surveys, jsonb_array_elements(questions) question",
    }
    connection = await asyncpg.connect(prepared.server.url())
    rows = await connection.fetch(ids[service])
    await connection.close()
    return {row[0] for row in rows}


def contend(
    prepared: Bench, write: Write, services: list[list[int]], script: str, seconds: float
) -> list[float]:
    """Load the service, as fewer and as more processes, and run pgbench, in turn."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script + "\n")
        file.flush()
        numbers = count(2)
        token = prepared.token(write.scope)

        def make() -> bytes:
            number = next(numbers)
            return request("POST", write.path(number), token, write.body(number))

        def loading(ports: list[int]) -> Callable[[], float]:
            return lambda: load(ports, make, seconds=seconds, status=write.status)

        return medians(
            ROUNDS,
            *map(loading, services),
            lambda: pgbench(prepared, write.service, file.name, seconds),
        )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)
