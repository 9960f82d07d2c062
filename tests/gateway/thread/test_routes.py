"""The thread for programs, through the door."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from gateway_support import SLUG, new_key
from thread_support import CHAIN, tell

AppFactory = Callable[..., FastAPI]


class TestFollowThread:
    async def test_the_chain_is_given_both_ways_with_addresses(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        app = gateway_app()
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.events)
        key = await new_key(gateway_database, app.state.parts, ["governance:read"])
        address = f"/api/v1/QE1/thread/decisions/{chain.decision}"
        async with http.client(app) as client:
            client.headers["Authorization"] = f"Bearer {key}"
            response = await client.get(address)
            assert response.status_code == 200
            answer = response.json()
            for node in [answer["node"], *answer["back"], *answer["forward"]]:
                assert (await client.get(node["href"])).status_code == 200
                assert (await client.get(node["page"])).status_code == 200
        assert answer["node"]["href"] == address
        assert answer["node"]["page"] == f"/{SLUG}/thread/decisions/{chain.decision}"
        steps = {(s["source"]["kind"], s["relation"], s["target"]["kind"]) for s in answer["steps"]}
        assert steps == {
            ("feedback", "answers", "decisions"),
            ("decisions", "relies_on", "findings"),
            ("decisions", "made_at", "meetings"),
            ("findings", "came_from", "activities"),
            ("activities", "asked_through", "surveys"),
        }

    async def test_it_needs_a_scope_to_read(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        app = gateway_app()
        key = await new_key(gateway_database, app.state.parts, ["panel:manage"])
        async with http.client(app) as client:
            client.headers["Authorization"] = f"Bearer {key}"
            response = await client.get(f"/api/v1/QE1/thread/decisions/{uuid4()}")
        assert response.status_code == 403

    async def test_what_is_not_there_is_404_and_an_odd_kind_422(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        app = gateway_app()
        key = await new_key(gateway_database, app.state.parts, ["insights:read"])
        async with http.client(app) as client:
            client.headers["Authorization"] = f"Bearer {key}"
            missing = await client.get(f"/api/v1/QE1/thread/decisions/{uuid4()}")
            odd = await client.get(f"/api/v1/QE1/thread/people/{uuid4()}")
        assert (missing.status_code, odd.status_code) == (404, 422)
