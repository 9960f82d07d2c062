"""Notices by mail: after double opt-in, an hour apart, stopped by one POST."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select, text

from common.db.engine import raw_connection
from insights.addresses.service import MAILS_AN_HOUR
from insights.keys import InsightsKeys
from insights.mail.models import Mail
from insights.mail.service import COLUMN
from insights.settings import InsightsSettings
from insights.worker import periodic
from insights_support import CLOSED, HEALTHWATCH, PARTNER, QE1, Caller, Library
from notices_support import later, saved, work

pytestmark = pytest.mark.rule("insights.4")

ROLE = "insight@healthwatch.example"


@pytest.fixture
def settings(service_settings: Any, tmp_path: Path) -> InsightsSettings:
    made: InsightsSettings = service_settings(
        InsightsSettings, mail_directory=str(tmp_path), public_url="https://gt.example"
    )
    return made


class Post:
    """The worker's jobs that mail, at the tests' time, and what they sent."""

    def __init__(self, library: Library, settings: InsightsSettings) -> None:
        self.library = library
        self.folder = Path(settings.mail_directory)
        self.jobs = {job.name: job.job for job in periodic(settings, library.clock)}

    async def go(self) -> list[EmailMessage]:
        """Let each job have its turn; give what was sent by now, oldest first."""
        for name in ("arrivals", "mails of notices", "send mail"):
            await self.jobs[name](self.library.database)
        files = sorted(self.folder.glob("*.eml"))
        return [message_from_bytes(f.read_bytes(), policy=default) for f in files]


@pytest.fixture
def post(library: Library, settings: InsightsSettings) -> Post:
    return Post(library, settings)


async def given(caller: Caller, email: str = ROLE) -> Any:
    return await caller._send("PUT", "/notice-address", json={"email": email})


def token_in(mail: EmailMessage) -> str:
    [token] = re.findall(r"/notices/confirm\?token=(\S+)", mail.get_content())
    return str(token)


async def confirmed(library: Library, post: Post) -> None:
    before = {file.name for file in post.folder.glob("*.eml")}
    assert (await given(library.partner)).status_code == 202
    await post.go()
    [new] = [file for file in post.folder.glob("*.eml") if file.name not in before]
    token = token_in(message_from_bytes(new.read_bytes(), policy=default))
    answer = await library.nobody.post("/notice-links/confirm", {"token": token})
    assert answer.status_code == 204, answer.text


async def match(library: Library, **fields: Any) -> None:
    await library.published(themes=["carers"], **fields)


class TestGiving:
    async def test_nothing_but_one_mail_goes_out_before_the_mailbox_confirms(
        self, library: Library, post: Post
    ) -> None:
        await saved(library.partner, told_by="mail")
        answer = await given(library.partner)
        assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
        await match(library)
        library.clock.now += timedelta(hours=3)
        for _ in range(2):
            mails = await post.go()
        [mail] = mails
        assert mail["To"] == ROLE
        assert "https://gt.example/system-qe1/notices/confirm?token=" in mail.get_content()
        assert mail["List-Unsubscribe"] is None
        assert (await library.partner.get("/notice-address")).json()["email"] == ROLE

    async def test_the_link_is_good_once_and_for_48_hours(
        self, library: Library, post: Post
    ) -> None:
        await given(library.partner)
        token = token_in((await post.go())[0])
        library.clock.now += timedelta(hours=49)
        answer = await library.nobody.post("/notice-links/confirm", {"token": token})
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/link-not-valid")
        await post.go()
        assert (await library.partner.get("/notice-address")).status_code == 404
        await confirmed(library, post)
        token = token_in((await post.go())[-1])
        answer = await library.nobody.post("/notice-links/confirm", {"token": token})
        assert answer.status_code == 404

    async def test_a_token_of_one_system_is_none_in_another(
        self, library: Library, post: Post
    ) -> None:
        await given(library.partner)
        token = token_in((await post.go())[0])
        other = Caller(library.nobody.http, {}, "QKK")
        assert (await other.post("/notice-links/confirm", {"token": token})).status_code == 404

    async def test_another_address_takes_the_place_and_must_be_confirmed(
        self, library: Library, post: Post
    ) -> None:
        await confirmed(library, post)
        old = (await given(library.partner, "other@healthwatch.example")).json()
        assert (old["email"], old["state"]) == ("other@healthwatch.example", "waiting")

    async def test_nobody_fills_a_strangers_mailbox(self, library: Library) -> None:
        answers = await asyncio.gather(*(given(library.partner) for _ in range(MAILS_AN_HOUR + 2)))
        assert sorted(a.status_code for a in answers) == [202] * MAILS_AN_HOUR + [429, 429]
        library.clock.now += timedelta(hours=1, seconds=1)
        assert (await given(library.partner)).status_code == 202

    async def test_it_is_the_organisations_own(self, library: Library) -> None:
        await given(library.partner)
        for caller in (library.other_partner, library.editor):
            assert (await caller.get("/notice-address")).status_code == 404
            assert (await caller._send("DELETE", "/notice-address")).status_code == 404
        assert (await given(library.caller(PARTNER))).status_code == 403
        assert (await given(library.caller(PARTNER, CLOSED))).status_code == 403
        assert (await given(library.partner, "no address")).status_code == 422
        assert (await library.partner._send("DELETE", "/notice-address")).status_code == 204
        assert (await library.partner.get("/notice-address")).status_code == 404

    async def test_neither_the_address_nor_what_is_mailed_lies_open(self, library: Library) -> None:
        await given(library.partner)
        async with library.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            for table in ("notice_addresses", "mails"):
                for row in await connection.fetch(f"SELECT t::text AS it FROM {table} t"):
                    assert "healthwatch" not in row["it"]
                    assert ROLE.encode().hex() not in row["it"]


class TestDigests:
    async def test_what_is_new_is_mailed_once_and_an_hour_apart(
        self, library: Library, post: Post
    ) -> None:
        await saved(library.partner, told_by="mail")
        await confirmed(library, post)
        await match(library, title="One")
        await match(library, title="Two")
        for _ in range(2):
            mails = await post.go()
        [_, mail] = mails
        assert mail["Subject"] == "System QE1 insights library: 2 notices"
        body = mail.get_content()
        assert body.index("“One” matches your saved search “Carers”") < body.index("“Two”")
        await match(library, title="Three")
        library.clock.now += timedelta(minutes=59)
        assert len(await post.go()) == 2
        library.clock.now += timedelta(minutes=1)
        mails = await post.go()
        assert len(mails) == 3
        assert "“Three”" in mails[2].get_content()
        assert "“One”" not in mails[2].get_content()

    async def test_not_what_the_search_is_not_to_mail_was_read_or_is_withdrawn(
        self, library: Library, post: Post
    ) -> None:
        await saved(library.partner, told_by="box")
        await confirmed(library, post)
        await match(library)
        assert len(await post.go()) == 1
        await saved(library.partner, name="By mail", told_by="mail")
        await later(library)
        await match(library, title="Read")
        gone = await library.published(title="Gone", themes=["carers"])
        await work(library)
        await library.editor.act(
            f"/findings/{gone['id']}/withdraw", gone["revision"], {"reason": "An error."}
        )
        for notice in (await library.partner.get("/notices")).json()["items"]:
            await library.partner.post(f"/notices/{notice['id']}/read")
        assert len(await post.go()) == 1

    @pytest.mark.parametrize("old", [True, False])
    async def test_one_sealed_without_its_notices_or_not_to_be_opened_holds_up_no_other(
        self, library: Library, post: Post, settings: InsightsSettings, old: bool
    ) -> None:
        await saved(library.partner, told_by="mail")
        await confirmed(library, post)
        await match(library)
        await work(library)
        await post.jobs["mails of notices"](library.database)
        keys = InsightsKeys.of(settings)
        async with library.database.transaction(QE1) as session:
            [mail] = await session.scalars(select(Mail).where(Mail.state == "waiting"))
            content = orjson.loads(keys.open(mail.sealed or b"", QE1, COLUMN, mail.id))
            del content["notices"]
            text_of_old = orjson.dumps(content).decode()
            mail.sealed = keys.seal(text_of_old, QE1, COLUMN, mail.id) if old else b"no seal"
            mail.attempts = 1
        await given(library.partner, "other@healthwatch.example")
        assert len(await post.go()) == 2

    async def test_an_organisation_that_has_ended_is_mailed_what_is_for_everybody_alone(
        self, library: Library, post: Post
    ) -> None:
        await saved(library.partner, told_by="mail")
        await confirmed(library, post)
        await match(library, title="For Partners", visibility="partners")
        await match(library, title="For Everybody")
        await work(library)
        await library.end(HEALTHWATCH)
        [_, mail] = await post.go()
        assert "For Everybody" in mail.get_content()
        assert "For Partners" not in mail.get_content()

    async def test_not_what_was_told_before_the_address_was_confirmed(
        self, library: Library, post: Post
    ) -> None:
        await saved(library.partner, told_by="mail")
        await match(library, title="Old")
        await work(library)
        await later(library)
        await confirmed(library, post)
        assert len(await post.go()) == 1

    async def test_one_post_stops_it_and_deletes_the_address(
        self, library: Library, post: Post
    ) -> None:
        await saved(library.partner, told_by="mail")
        await confirmed(library, post)
        await match(library)
        mail = (await post.go())[-1]
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = str(mail["List-Unsubscribe"]).strip("<>")
        assert address.startswith("https://gt.example/system-qe1/notices/stop?token=")
        assert address in mail.get_content()
        token = address.partition("token=")[2]
        other = Caller(library.nobody.http, {}, "QKK")
        forged = ("A" if token[0] != "A" else "B") + token[1:]
        for caller, sent in ((other, token), (library.nobody, forged)):
            answer = await caller.post("/notice-links/stop", {"token": sent})
            assert answer.status_code == 404
        for _ in range(2):
            answer = await library.nobody.post("/notice-links/stop", {"token": token})
            assert answer.status_code == 204
        assert (await library.partner.get("/notice-address")).status_code == 404
        await match(library)
        library.clock.now += timedelta(hours=2)
        assert len(await post.go()) == 2

    async def test_what_was_sent_is_forgotten(self, library: Library, post: Post) -> None:
        await given(library.partner)
        await post.go()
        async with library.database.transaction(QE1) as session:
            rows = await session.execute(text("SELECT state, sealed FROM mails"))
            assert [tuple(row) for row in rows] == [("sent", None)]
