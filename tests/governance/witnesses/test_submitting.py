"""The worker asks witnesses over HTTP: real calls to a witness that keeps what it saw."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from prometheus_client import REGISTRY

from common.crypto import keys
from common.db.engine import raw_connection
from common.testing.clock import today
from decision_log_support import VERIFIER, key
from decision_log_world import log
from governance.decision_log import sequencer
from governance.decision_log.notes import Checkpoint
from governance.decision_log.notes import signed as signed_note
from governance.decision_log.sequencer import Sequencer
from governance.settings import GovernanceSettings
from governance.witnesses import service
from governance.witnesses.http import HttpMessenger
from governance.witnesses.submitting import Submitter
from governance.worker import periodic
from governance_support import QE1, Governance
from witness_support import LOG, grow, kept, name_witnesses, witness

pytestmark = pytest.mark.rule("governance.12")


async def cosigners(governance: Governance) -> list[str]:
    """Name those who cosigned the checkpoint that is shown."""
    response = await governance.http.get("/api/v1/QE1/governance/log/checkpoint")
    note = response.content
    found = [witness(number) for number in range(1, 4)]
    return [one.name for one in found if VERIFIER["cosigned_at"](note, one.verifier_key)]


def refusals() -> float:
    name, labels = "gt_log_witness_answers_total", {"outcome": "refused"}
    return REGISTRY.get_sample_value(name, labels) or 0.0


class TestAsk:
    async def test_a_witness_cosigns_each_checkpoint_as_the_log_grows(
        self, governance: Governance
    ) -> None:
        one = witness()
        submitter = Submitter(HttpMessenger())
        async with one.served():
            await name_witnesses(governance, one)
            for size in (1, 2, 5):
                await grow(governance, size - one.seen.get(LOG.name, (0, b""))[0])
                await submitter.run(governance.database)
                assert (await log(governance))["tree_size"] == size
                assert await cosigners(governance) == [one.name]
        assert one.asked == [(0, 200), (1, 200), (2, 200)]

    async def test_who_has_cosigned_is_not_asked_again(self, governance: Governance) -> None:
        one = witness()
        async with one.served():
            await name_witnesses(governance, one)
            await grow(governance)
            for _ in range(3):
                await Submitter(HttpMessenger()).run(governance.database)
        assert one.asked == [(0, 200)]

    async def test_a_checkpoint_that_stays_the_last_is_cosigned_again_after_a_day(
        self, governance: Governance
    ) -> None:
        """So that the time in it says that nothing newer was held back."""
        one = witness()
        async with one.served():
            await name_witnesses(governance, one)
            await grow(governance)
            await Submitter(HttpMessenger()).run(governance.database)
            async with governance.database.transaction(QE1) as session:
                connection = await raw_connection(session)
                await connection.execute(
                    "UPDATE log_cosignatures SET cosigned_at = cosigned_at - interval '25 hours'"
                )
            await Submitter(HttpMessenger()).run(governance.database)
        assert one.asked == [(0, 200), (1, 200)]

    async def test_a_witness_that_has_seen_more_than_we_knew_is_asked_from_there(
        self, governance: Governance
    ) -> None:
        """After a restore, or where its answer was lost."""
        one = witness()
        async with one.served():
            await name_witnesses(governance, one)
            await grow(governance, 2)
            await Submitter(HttpMessenger()).run(governance.database)
            async with governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute("DELETE FROM log_cosignatures")
            await grow(governance, 3)
            await Submitter(HttpMessenger()).run(governance.database)
            assert await cosigners(governance) == [one.name]
        assert one.asked == [(0, 200), (0, 409), (2, 200)]

    async def test_each_system_has_its_own_witnesses(self, governance: Governance) -> None:
        one, two = witness(1), witness(2)
        async with one.served(), two.served():
            await name_witnesses(governance, one)
            await name_witnesses(governance, two, ics="QKK")
            await grow(governance)
            await Submitter(HttpMessenger()).run(governance.database)
        assert set(one.seen) == {"log.example/log/QE1"}
        assert set(two.seen) == {"log.example/log/QKK"}

    async def test_a_witness_of_another_day_or_without_an_address_is_not_asked(
        self, governance: Governance
    ) -> None:
        one, two = witness(1), witness(2)
        async with one.served():
            await name_witnesses(governance, one, valid_to=str(today()))
            await name_witnesses(governance, two)
            await grow(governance)
            await Submitter(HttpMessenger()).run(governance.database)
        assert (one.asked, two.asked) == ([], [])

    async def test_the_worker_does_it(
        self, governance: Governance, service_settings: Any, tmp_path: Any
    ) -> None:
        keys.generate(tmp_path / "log.json", tmp_path / "public.json")
        settings = service_settings(GovernanceSettings, log_keys=str(tmp_path / "log.json"))
        [job] = [one for one in periodic(settings) if one.name == "witnesses"]
        assert job.every + sequencer.EVERY < service.HOLD
        one = witness()
        async with one.served():
            await name_witnesses(governance, one)
            await grow(governance)
            await job.job(governance.database)
        assert one.asked == [(0, 200)]


class TestFork:
    async def test_a_forked_log_gets_no_cosignature(
        self, governance: Governance, databases: Any
    ) -> None:
        """The log's own key signs both; only who saw the first one can tell."""
        one = witness()
        async with one.served():
            await name_witnesses(governance, one)
            await grow(governance, 2)
            await Submitter(HttpMessenger()).run(governance.database)
            await self.fork(databases)
            await grow(governance, 1)
            await Submitter(HttpMessenger()).run(governance.database)
            assert one.asked == [(0, 200), (2, 422)]
            assert one.seen[LOG.name][0] == 2
        assert await kept(governance) == 1

    async def test_a_fork_of_the_same_size_is_refused_too(
        self, governance: Governance, databases: Any
    ) -> None:
        one = witness()
        async with one.served():
            await name_witnesses(governance, one)
            await grow(governance, 2)
            await Submitter(HttpMessenger()).run(governance.database)
            await self.fork(databases)
            async with governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute("DELETE FROM log_cosignatures")
            await Submitter(HttpMessenger()).run(governance.database)
        assert one.asked == [(0, 200), (0, 409), (2, 409)]
        assert await kept(governance) == 0

    async def test_a_log_that_was_cut_gets_no_cosignature(self, governance: Governance) -> None:
        one = witness()
        async with one.served():
            await name_witnesses(governance, one)
            one.seen[LOG.name] = (9, b"r" * 32)
            await grow(governance, 2)
            before = refusals()
            await Submitter(HttpMessenger()).run(governance.database)
        assert one.asked == [(0, 409)]
        assert refusals() == before + 1, "the operator is alarmed"
        assert await kept(governance) == 0

    @staticmethod
    async def fork(databases: Any) -> None:
        """Give the log another past, as who holds its key and its database can."""
        hashes, root = _forged()
        note = signed_note(Checkpoint(LOG.name, 2, root), [LOG])
        superuser = await asyncpg.connect(databases.server.url("postgres"))
        try:
            await superuser.execute("SET session_replication_role TO replica")
            await superuser.execute("SET search_path TO governance")
            await superuser.execute("UPDATE log_tiles SET hashes = $1 WHERE ics = 'QE1'", hashes)
            await superuser.execute(
                "UPDATE log_checkpoints SET root_hash = $1, note = $2 "
                "WHERE ics = 'QE1' AND tree_size = 2",
                root,
                note,
            )
        finally:
            await superuser.close()


def _forged() -> tuple[bytes, bytes]:
    leaves = [VERIFIER["leaf_hash"](word) for word in (b"other", b"words")]
    return b"".join(leaves), VERIFIER["tree_root"](leaves)


class TestDue:
    async def test_nothing_is_due_before_the_first_checkpoint(self, governance: Governance) -> None:
        one = witness()
        one.address = "http://127.0.0.1:9/"
        await name_witnesses(governance, one)
        async with governance.database.reading(QE1) as session:
            assert await service.due(session, datetime.now(UTC)) == []
        await Sequencer("log.example/log", [key()]).run(governance.database)
        async with governance.database.reading(QE1) as session:
            [due] = await service.due(session, datetime.now(UTC))
        assert (due.old_size, due.checkpoint.tree_size) == (0, 0)
