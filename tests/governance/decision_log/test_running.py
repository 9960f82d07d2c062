"""The worker that grows the log, and the operator's command."""

from __future__ import annotations

import asyncio
import base64
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pydantic import ValidationError

from common.crypto import keys
from common.messaging.job_locks import JobLocks
from common.messaging.worker import run_periodically
from common.testing.http import TestKeys
from decision_log_support import VERIFIER
from decision_log_world import SEQUENCER, Http, log, published, verified
from governance.decision_log import sequencer
from governance.settings import DEVELOPMENT_LOG, GovernanceSettings
from governance.worker import log_earlier, periodic
from governance_support import Governance

pytestmark = pytest.mark.rule("governance.12")


def command(settings: GovernanceSettings, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {n: v for n, v in os.environ.items() if not n.startswith("GT_")} | {
        "GT_ENVIRONMENT": "development",
        "GT_DATABASE_URL": settings.database_url.get_secret_value(),
        "GT_EVENT_LOG": "postgres",
        "GT_EVENT_LOG_URL": settings.event_log_url.get_secret_value(),
        "GT_TOKEN_KEYS": settings.token_keys,
    }
    return subprocess.run(
        [sys.executable, "-m", "governance.decision_log", *words],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


class TestWorker:
    @pytest.fixture
    def log_keys(self, tmp_path: Path) -> Path:
        keys.generate(tmp_path / "log.json", tmp_path / "public.json")
        return tmp_path / "log.json"

    async def test_it_signs_what_was_recorded_within_ten_seconds(
        self, governance: Governance, service_settings: Any, log_keys: Path
    ) -> None:
        settings = service_settings(GovernanceSettings, log_keys=str(log_keys))
        [job] = [one for one in periodic(settings) if one.name == "decision log"]
        assert job.every == sequencer.EVERY
        assert job.every.total_seconds() < 10
        locks = JobLocks(governance.database)
        running = asyncio.create_task(run_periodically(job, governance.database, locks))
        try:
            await self.grown(governance, 0)
            await governance.decision()
            await self.grown(governance, 1)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await locks.close()
        assert (await log(governance))["origin"] == f"{DEVELOPMENT_LOG}/QE1"

    @staticmethod
    async def grown(governance: Governance, size: int) -> None:
        async with asyncio.timeout(10):
            while True:
                address = "/api/v1/QE1/governance/log"
                response = await governance.http.get(address)
                if response.status_code == 200 and response.json()["tree_size"] == size:
                    return
                await asyncio.sleep(0.05)

    def test_it_does_not_start_without_keys(
        self, service_settings: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as ended:
            periodic(service_settings(GovernanceSettings))
        assert ended.value.code == 78
        assert "GT_LOG_KEYS" in capsys.readouterr().err

    def test_it_does_not_start_with_public_keys(
        self, service_settings: Any, token_keys: TestKeys
    ) -> None:
        with pytest.raises(SystemExit):
            periodic(service_settings(GovernanceSettings, log_keys=str(token_keys.public)))

    def test_production_refuses_the_development_name(
        self, service_settings: Any, log_keys: Path
    ) -> None:
        key = base64.b64encode(b"k" * 32).decode()
        given = {
            "environment": "production", "log_keys": str(log_keys), "mail_adapter": "smtp",
            "smtp_url": "smtp://mail.example.org", "public_url": "https://gt.example.org",
            "sealing_keys": f"2026:{key}", "index_key": key,
        }  # fmt: skip
        with pytest.raises(ValidationError, match="GT_LOG_NAME"):
            service_settings(GovernanceSettings, **given)
        named = service_settings(GovernanceSettings, **given, log_name="involve.example.org/log")
        assert named.log_name == "involve.example.org/log"

    @pytest.mark.parametrize("name", ["a b", "a+b", "a/b/", "https://a", "", "a\nb"])
    def test_a_name_fits_a_signed_note(self, service_settings: Any, name: str) -> None:
        with pytest.raises(ValidationError):
            service_settings(GovernanceSettings, log_name=name)


class TestBeforeTheLog:
    """What was recorded by a version of governance that had no log."""

    async def forget(self, databases: Any) -> None:
        superuser = await asyncpg.connect(databases.server.url("postgres"))
        try:
            await superuser.execute("SET session_replication_role TO replica")
            await superuser.execute("SET search_path TO governance")
            await superuser.execute("DELETE FROM log_salts; DELETE FROM log_entries")
        finally:
            await superuser.close()

    async def test_the_worker_logs_it_once(self, governance: Governance, databases: Any) -> None:
        first = await governance.decision()
        await governance.decision()
        await governance.patch(f"/decisions/{first['id']}", 1, json={"reason": "r"})
        await published(governance, first)
        await self.forget(databases)
        await asyncio.gather(*(log_earlier(governance.database) for _ in range(2)))
        opened = await verified(governance)
        assert opened.checkpoint.size == 4
        assert len(VERIFIER["verify_decision"](opened, first["id"])) == 2

    async def test_a_correction_comes_after_what_it_corrects(
        self, governance: Governance, databases: Any
    ) -> None:
        decision = await governance.decision()
        await self.forget(databases)
        await governance.patch(f"/decisions/{decision['id']}", 1, json={"reason": "r"})
        await log_earlier(governance.database)
        opened = await verified(governance)
        versions = VERIFIER["verify_decision"](opened, decision["id"])
        assert [one["version"] for one in versions] == [1, 2]


@pytest.mark.slow
class TestCommand:
    async def test_it_checks_rebuilds_and_erases(
        self, governance: Governance, service_settings: Any
    ) -> None:
        decision = await governance.decision()
        before = (await verified(governance)).source.files
        settings = service_settings(GovernanceSettings)
        for words in (["check"], ["rebuild", "--system", "QE1"]):
            done = command(settings, *words)
            assert (done.returncode, done.stderr) == (0, "")
            assert "QE1: 1 leaves, root " in done.stdout
        erased = command(settings, "erase", "QE1", decision["id"], "--field", "title")
        assert erased.stdout == "1 salts erased\n"
        await SEQUENCER.run(governance.database)
        assert (await Http(governance).fetch()).files == before
