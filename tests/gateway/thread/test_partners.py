"""What is for partners is followed by organisations that are the system's today, and no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from common.testing.clock import today
from gateway.thread import routes
from gateway_support import QKK, new_key
from thread_support import CHAIN, Chain, Said, said, tell

AppFactory = Callable[..., FastAPI]
LONG_AGO = date(2022, 7, 1)
DAY = timedelta(days=1)


def recorded(
    organisation: UUID, version: int = 1, start: date = LONG_AGO, end: date | None = None
) -> Said:
    return said(
        "insights.organisation.recorded.v1",
        organisation_id=organisation,
        version=version,
        valid_from=start,
        valid_to=end,
    )


async def followed(app: FastAPI, database: Database, chain: Chain, organisation: UUID) -> set[str]:
    """Give what of the finding is read with a key of an organisation, by each way to it."""
    scopes = ["insights:read", "insights:publish"]
    key = await new_key(database, app.state.parts, scopes, organisation_id=organisation)
    seen = set()
    async with http.client(app) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        for node in (f"decisions/{chain.decision}", f"findings/{chain.finding}"):
            for form in ("", "/provenance"):
                answer = await client.get(f"/api/v1/QE1/thread/{node}{form}")
                if answer.status_code == 200 and "People in Blackpool wait" in answer.text:
                    seen.add(node.partition("/")[0] + form)
    return seen


EVERYWHERE = {"decisions", "decisions/provenance", "findings", "findings/provenance"}


class TestPartners:
    @pytest.mark.rule("insights.10")
    @pytest.mark.parametrize(
        ("start", "end", "sees"),
        [
            (-400, None, True),
            (0, 1, True),
            (-400, 0, False),
            (-400, -1, False),
            (1, None, False),
        ],
    )
    async def test_one_sees_what_is_for_partners_while_it_is_the_systems(
        self,
        gateway_app: AppFactory,
        gateway_database: Database,
        start: int,
        end: int | None,
        sees: bool,
    ) -> None:
        begins, ends = today() + start * DAY, None if end is None else today() + end * DAY
        chain, organisation = CHAIN.fresh(visibility="partners"), uuid4()
        await tell(gateway_database, [*chain.events, recorded(organisation, 1, begins, ends)])
        seen = await followed(gateway_app(), gateway_database, chain, organisation)
        assert seen == (EVERYWHERE if sees else set())

    @pytest.mark.rule("insights.10")
    async def test_one_is_a_partner_until_the_day_has_begun_in_england(
        self,
        gateway_app: AppFactory,
        gateway_database: Database,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """At half past midnight in summer it is still the day before by UTC."""
        chain, organisation = CHAIN.fresh(visibility="partners"), uuid4()
        end = date(today().year + 1, 7, 2)
        await tell(gateway_database, [*chain.events, recorded(organisation, 1, LONG_AGO, end)])
        before = datetime(end.year, 7, 1, 22, 30, tzinfo=UTC)
        for now, seen in ((before, EVERYWHERE), (before + timedelta(hours=1), set[str]())):
            monkeypatch.setattr(routes, "utc_now", lambda now=now: now)
            app = gateway_app()
            assert await followed(app, gateway_database, chain, organisation) == seen

    @pytest.mark.rule("insights.10")
    async def test_one_that_has_ended_sees_its_own_and_one_that_nobody_told_of_nothing(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        own, app = uuid4(), gateway_app()
        chain = CHAIN.fresh(visibility="partners", organisation_id=own)
        await tell(gateway_database, [*chain.events, recorded(own, 2, LONG_AGO, today())])
        assert await followed(app, gateway_database, chain, own) == EVERYWHERE
        assert await followed(app, gateway_database, chain, uuid4()) == set()

    async def test_the_latest_word_stands_in_whatever_order_they_come(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        chain, organisation = CHAIN.fresh(visibility="partners"), uuid4()
        ended, before = recorded(organisation, 2, LONG_AGO, today()), recorded(organisation, 1)
        await tell(gateway_database, [*chain.events, ended, before])
        app = gateway_app()
        assert await followed(app, gateway_database, chain, organisation) == set()
        await tell(gateway_database, [recorded(organisation, 3)])
        assert await followed(app, gateway_database, chain, organisation) == EVERYWHERE

    async def test_another_systems_organisation_is_none_here_and_nobody_is_shown_it(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        chain, organisation = CHAIN.fresh(visibility="partners"), uuid4()
        there = recorded(organisation)
        elsewhere = type(there)(uuid4(), there.source, QKK, there.time, there.data)
        await tell(gateway_database, [*chain.events, elsewhere])
        app = gateway_app()
        assert await followed(app, gateway_database, chain, organisation) == set()
        key = await new_key(gateway_database, app.state.parts, ["insights:read"])
        async with http.client(app) as client:
            client.headers["Authorization"] = f"Bearer {key}"
            shown = await client.get(f"/api/v1/QE1/thread/organisations/{organisation}")
        assert shown.status_code == 422
