"""Who holds a key, and how long an answer is trusted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from common.clock import utc_now
from common.db.engine import Database
from gateway.keys.authenticator import KeyAuthenticator
from gateway.keys.format import mint
from gateway.keys.service import ApiKeys
from gateway_support import QE1

PEPPER = b"pepper of the test, long enough!"


class Seconds:
    """A clock of seconds that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class TestHolder:
    @pytest.fixture
    def seconds(self) -> Seconds:
        return Seconds()

    @pytest.fixture
    def authenticator(self, gateway_database: Database, seconds: Seconds) -> KeyAuthenticator:
        return KeyAuthenticator(gateway_database, PEPPER, cache_seconds=2.0, monotonic=seconds)

    async def _key(self, database: Database) -> tuple[str, ApiKeys]:
        keys = ApiKeys(PEPPER)
        async with database.transaction(QE1) as session:
            minted = await keys.create(session, QE1, name="Test", scopes=["panel:read"])
        return minted.text.text, keys

    async def test_a_valid_key_names_its_holder(
        self, gateway_database: Database, authenticator: KeyAuthenticator
    ) -> None:
        text, _ = await self._key(gateway_database)
        holder = await authenticator.holder(text.encode())
        assert holder is not None
        assert holder.ics == "QE1"
        assert holder.scopes == {"panel:read"}

    async def test_another_secret_with_the_same_prefix_is_refused(
        self, gateway_database: Database, authenticator: KeyAuthenticator
    ) -> None:
        text, _ = await self._key(gateway_database)
        prefix = text.split("_")[1]
        while True:
            other = mint(QE1).text
            forged = f"gt_{prefix}_{other.split('_')[2]}"
            break
        assert await authenticator.holder(forged.encode()) is None

    async def test_a_key_under_another_pepper_is_refused(self, gateway_database: Database) -> None:
        text, _ = await self._key(gateway_database)
        other = KeyAuthenticator(gateway_database, b"another pepper", cache_seconds=0)
        assert await other.holder(text.encode()) is None

    async def test_within_its_time_the_database_is_not_asked_again(
        self, gateway_database: Database, authenticator: KeyAuthenticator, seconds: Seconds
    ) -> None:
        text, _ = await self._key(gateway_database)
        await authenticator.holder(text.encode())
        asked: list[str] = []
        event.listen(
            gateway_database.engine.sync_engine,
            "before_cursor_execute",
            lambda *arguments: asked.append(arguments[2]),
        )
        seconds.now = 1.9
        assert await authenticator.holder(text.encode()) is not None
        assert asked == []
        seconds.now = 2.1
        assert await authenticator.holder(text.encode()) is not None
        assert asked != []

    async def test_a_key_revoked_elsewhere_stops_within_two_seconds(
        self, gateway_database: Database, authenticator: KeyAuthenticator, seconds: Seconds
    ) -> None:
        text, keys = await self._key(gateway_database)
        holder = await authenticator.holder(text.encode())
        assert holder is not None
        async with gateway_database.transaction(QE1) as session:
            await keys.revoke(session, holder.key_id)
        assert await authenticator.holder(text.encode()) is not None
        seconds.now = 2.1
        assert await authenticator.holder(text.encode()) is None

    async def test_a_remembered_key_ends_at_its_own_time(
        self, gateway_database: Database, seconds: Seconds
    ) -> None:
        now = utc_now()
        keys = ApiKeys(PEPPER)
        async with gateway_database.transaction(QE1) as session:
            minted = await keys.create(
                session, QE1, name="x", scopes=["panel:read"], expires_at=now + timedelta(hours=1)
            )
        moments = [now]
        authenticator = KeyAuthenticator(
            gateway_database, PEPPER, cache_seconds=5.0, monotonic=seconds,
            clock=lambda: moments[0],
        )  # fmt: skip
        assert await authenticator.holder(minted.text.text.encode()) is not None
        moments[0] = now + timedelta(hours=1, seconds=1)
        assert await authenticator.holder(minted.text.text.encode()) is None
