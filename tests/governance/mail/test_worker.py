"""The worker does by itself what people were promised."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from common.crypto import keys as key_sets
from common.db.engine import raw_connection
from common.testing.clock import today
from governance.settings import GovernanceSettings
from governance.worker import periodic
from governance_support import QE1, Governance
from public_voice_support import ASK, Petitioners, takes_part

pytestmark = pytest.mark.rule("governance.5")


@pytest.fixture
def settings(service_settings: Any, tmp_path: Path) -> GovernanceSettings:
    key_sets.generate(tmp_path / "log.json", tmp_path / "public.json")
    made: GovernanceSettings = service_settings(
        GovernanceSettings,
        log_keys=str(tmp_path / "log.json"),
        mail_directory=str(tmp_path / "mail"),
    )
    return made


def sent(settings: GovernanceSettings) -> list[str]:
    """Give the mails that left."""
    return [file.read_text() for file in Path(settings.mail_directory).glob("*.eml")]


async def work(governance: Governance, settings: GovernanceSettings) -> None:
    """Let every job of the worker but the log's have its turn."""
    for job in periodic(settings):
        if job.name != "decision log":
            await job.job(governance.database)


class TestWorker:
    async def test_mail_leaves_soon(
        self, governance: Governance, settings: GovernanceSettings
    ) -> None:
        await takes_part(governance, settings)
        await governance.post("/question-requests", json={"email": "a@x.example"}, scopes=ASK)
        [job] = [one for one in periodic(settings) if one.name == "send mail"]
        assert job.every <= timedelta(seconds=1)
        await work(governance, settings)
        assert ["To: a@x.example" in text for text in sent(settings)] == [True]

    async def test_what_is_over_is_closed_and_who_is_to_be_forgotten_is_forgotten(
        self, governance: Governance, settings: GovernanceSettings
    ) -> None:
        people = await takes_part(governance, settings)
        petition = await Petitioners(people).opened()
        question = await people.published()
        await governance.post("/question-requests", json={"email": "b@x.example"}, scopes=ASK)
        yesterday = today() - timedelta(1)
        async with governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute("UPDATE petitions SET closes_on = $1", yesterday)
            await connection.execute("UPDATE public_questions SET erase_on = $1", yesterday)
            await connection.execute("UPDATE confirmations SET expires_at = now()")
            await connection.execute("UPDATE mails SET finished_at = now() - interval '8 days' "
                                     "WHERE state = 'sent'")  # fmt: skip
        await work(governance, settings)
        async with governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            assert await connection.fetchval("SELECT state FROM petitions") == "closed"
            forgotten = await connection.fetchval(
                "SELECT email_sealed IS NULL FROM public_questions WHERE reference = $1",
                question["reference"],
            )
            assert forgotten is True
            assert await connection.fetchval("SELECT count(*) FROM confirmations") == 0
            old = "SELECT count(*) FROM mails WHERE finished_at < now() - interval '7 days'"
            assert await connection.fetchval(old) == 0
        assert petition["state"] == "open"
