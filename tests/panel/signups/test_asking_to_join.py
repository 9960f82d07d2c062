"""Asking to join: nothing but the address is kept, and nobody learns whose addresses are known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from common.clock import new_id, utc_now
from common.db.engine import raw_connection
from panel.signups import repository, service
from panel_support.mails import text_of, token_in
from panel_support.world import QE1, QKK, World

NEW, PENDING, MEMBER = "new@example.org", "pending@example.org", "member@example.org"
ALL = (NEW, PENDING, MEMBER)
_WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"


async def known_addresses(world: World) -> None:
    """Let one address be pending and one a member's."""
    await world.join(MEMBER)
    await world.call("POST", "/signups", {"email": PENDING})
    await world.send_mail()


@pytest.mark.rule("panel.2")
class TestAskingToJoin:
    async def test_keeps_nothing_but_the_sealed_address_its_index_and_the_language(
        self, world: World
    ) -> None:
        await world.call("POST", "/signups", {"email": "Quill@Example.org", "language": "pl"})
        (row,) = await world.rows("SELECT * FROM signups")
        assert set(row.keys()) == {
            "ics", "id", "email_index", "email_sealed", "language", "token_hash", "expires_at",
        }  # fmt: skip
        assert row["language"] == "pl"
        assert await world.count("members") == 0
        stored = repr([list(r) for t in ("signups", "mails") for r in await world.rows(
            f"SELECT * FROM {t}"
        )]).casefold()  # fmt: skip
        assert "quill" not in stored
        assert "example.org" not in stored

    async def test_gives_the_same_answer_for_a_new_a_pending_and_a_members_address(
        self, world: World
    ) -> None:
        await known_addresses(world)
        answers = [await world.call("POST", "/signups", {"email": email}) for email in ALL]
        assert {(a.status_code, a.text) for a in answers} == {(202, answers[0].text)}
        assert len({answer.content for answer in answers}) == 1
        own = {"date", "x-request-id", "traceparent"}
        headers = [
            [(name, value) for name, value in answer.headers.raw if name.decode() not in own]
            for answer in answers
        ]
        assert headers[0] == headers[1] == headers[2]
        assert dict(headers[0])[b"content-length"] == str(len(answers[0].content)).encode()

    async def test_executes_the_same_statements_and_writes_the_same_rows_for_each(
        self, world: World
    ) -> None:
        await known_addresses(world)
        seen = []
        for email in ALL:
            before = [await world.count(t) for t in ("signups", "mails", "members", "outbox")]
            statements = await self._statements_of(world, email)
            after = [await world.count(t) for t in ("signups", "mails", "members", "outbox")]
            seen.append((statements, [b - a for a, b in zip(before, after, strict=True)]))
        assert seen[0] == seen[1] == seen[2]
        assert seen[0][0] == [repository.REQUEST]
        assert seen[0][1] == [1, 1, 0, 0]

    async def _statements_of(self, world: World, email: str) -> list[str]:
        statements: list[str] = []

        def note(query: asyncpg.connection.LoggedQuery) -> None:
            statements.append(query.query)

        async with world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            connection.add_query_logger(note)
            try:
                await service.request(
                    session, QE1, keys=world.keys, email=email, language="en", now=utc_now()
                )
            finally:
                connection.remove_query_logger(note)
        return statements

    async def test_mails_a_link_to_confirm_to_a_new_address(self, world: World) -> None:
        await world.call("POST", "/signups", {"email": NEW})
        (letter,) = await world.send_mail()
        assert letter["To"] == NEW
        path = "http://gateway.test/lancashire-and-south-cumbria/join/confirm?token="
        assert path + token_in(letter) in text_of(letter)

    async def test_mails_a_member_their_own_page_and_no_link_to_confirm(self, world: World) -> None:
        member = await world.join(MEMBER)
        await world.call("POST", "/signups", {"email": MEMBER.upper()})
        (letter,) = await world.send_mail()
        assert letter["To"] == MEMBER
        assert "/join/confirm" not in text_of(letter)
        assert token_in(letter) == member.manage_token

    async def test_sends_the_mail_only_after_the_answer(self, world: World) -> None:
        await world.call("POST", "/signups", {"email": NEW})
        assert list(world.mailbox.iterdir()) == []
        assert len(await world.send_mail()) == 1

    async def test_forgets_what_was_sealed_in_the_mail_once_it_is_sent(self, world: World) -> None:
        await world.call("POST", "/signups", {"email": NEW})
        await world.send_mail()
        (mail,) = await world.rows("SELECT state, sealed FROM mails")
        assert tuple(mail) == ("sent", None)

    @pytest.mark.parametrize("email", [NEW, MEMBER])
    async def test_fills_nobodys_mailbox_by_many_requests_at_once(
        self, world: World, email: str
    ) -> None:
        """All have counted before any has written, if they may: writing waits until then."""
        await world.join(MEMBER)
        for _ in range(repository.MAILS_AN_HOUR - 1):
            await world.call("POST", "/signups", {"email": email})
        async with world.database.transaction(QE1) as session:
            held = await raw_connection(session)
            await held.execute("LOCK TABLE signups IN SHARE MODE")
            asking = [
                asyncio.create_task(world.call("POST", "/signups", {"email": email}))
                for _ in range(30)
            ]
            for _ in range(500):
                if await held.fetchval(_WAITING) > 1:
                    break
                await asyncio.sleep(0.02)
            else:
                pytest.fail("not enough of them were under way at once")
        answers = await asyncio.gather(*asking)
        assert {answer.status_code for answer in answers} == {202}
        assert await world.count("signups") == repository.MAILS_AN_HOUR - 1 + 30
        assert len(await world.send_mail()) == repository.MAILS_AN_HOUR

    @pytest.mark.parametrize("email", [NEW, MEMBER])
    async def test_fills_nobodys_mailbox(self, world: World, email: str) -> None:
        await known_addresses(world)
        for _ in range(repository.MAILS_AN_HOUR + 3):
            assert (await world.call("POST", "/signups", {"email": email})).status_code == 202
        assert len(await world.send_mail()) == repository.MAILS_AN_HOUR
        await world.call("POST", "/signups", {"email": "another@example.org"})
        assert len(await world.send_mail()) == 1
        an_hour_ago = "UPDATE signups SET expires_at = expires_at - interval '61 minutes'"
        async with world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(an_hour_ago)
        await world.call("POST", "/signups", {"email": email})
        assert len(await world.send_mail()) == 1

    async def test_tells_nothing_of_members_of_another_system(self, world: World) -> None:
        await world.join(MEMBER)
        await world.call("POST", "/signups", {"email": MEMBER}, ics="QKK")
        (letter,) = await world.send_mail()
        assert "south-east-london/join/confirm" in text_of(letter)
        ours, theirs = [world.keys.email_index(ics, MEMBER) for ics in (QE1, QKK)]
        assert ours != theirs

    async def test_refuses_what_is_no_address_without_repeating_it(self, world: World) -> None:
        bodies: list[dict[str, Any]] = [
            {},
            {"email": ""},
            {"email": "not an address"},
            {"email": "ada@localhost"},
            {"email": "x" * 300 + "@example.org"},
            {"email": ["ada@example.org"]},
            {"email": "ada@example.org", "language": "not a tag"},
            {"email": "ada@example.org", "name": "Ada"},
        ]
        for body in bodies:
            refused = await world.call("POST", "/signups", body)
            assert refused.status_code == 422, body
            assert refused.headers["content-type"] == "application/problem+json"
            assert refused.json()["errors"]
            assert not [v for v in body.values() if v and str(v) in refused.text]
        assert await world.count("mails") == 0

    async def test_is_404_for_a_system_that_was_not_loaded(
        self, world: World, token: Callable[..., dict[str, str]]
    ) -> None:
        headers = token(["panel:signup"], ics="QYG")
        address = "/api/v1/QYG/panel/signups"
        refused = await world.http.post(address, json={"email": NEW}, headers=headers)
        assert refused.status_code == 404


class TestTheToken:
    async def test_is_stored_hashed(self, world: World) -> None:
        await world.call("POST", "/signups", {"email": NEW})
        (letter,) = await world.send_mail()
        stored = repr(await world.rows("SELECT * FROM signups"))
        assert token_in(letter) not in stored

    async def test_has_256_bits(self) -> None:
        from panel.keys import new_token

        assert len(new_token()) == 43
        assert len({new_token() for _ in range(100)}) == 100


@pytest.mark.rule("panel.2")
class TestDeletingExpiredSignups:
    async def test_deletes_what_was_not_confirmed_in_time_in_every_system(
        self, world: World
    ) -> None:
        for ics in ("QE1", "QKK"):
            await world.call("POST", "/signups", {"email": NEW}, ics=ics)
        late = utc_now() + service.CONFIRM_WITHIN + timedelta(minutes=1)
        await service.delete_expired(world.database, clock=lambda: late)
        assert [await world.count("signups", ics=ics) for ics in (QE1, QKK)] == [0, 0]

    async def test_leaves_what_can_still_be_confirmed(self, world: World) -> None:
        await world.call("POST", "/signups", {"email": NEW})
        soon = utc_now() + service.CONFIRM_WITHIN - timedelta(minutes=1)
        await service.delete_expired(world.database, clock=lambda: soon)
        assert await world.count("signups") == 1


class TestSealing:
    async def test_an_address_opens_in_its_own_row_only(self, world: World) -> None:
        from common.crypto.sealing import CannotOpen

        row = new_id()
        sealed = world.keys.seal("ada@example.org", QE1, "members", row)
        assert world.keys.open(sealed, QE1, "members", row) == "ada@example.org"
        for ics, table, other in ((QKK, "members", row), (QE1, "signups", row),
                                  (QE1, "members", new_id())):  # fmt: skip
            with pytest.raises(CannotOpen):
                world.keys.open(sealed, ics, table, other)
