"""Who calls, what they may do, and whose system it is."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from common.clock import utc_now
from common.crypto.keys import generate_key, read_keys
from common.crypto.tokens import TokenMinter
from common.testing.clock import FakeClock
from common.testing.http import TestKeys
from conftest import ClientFactory, TokenFactory

from .conftest import NOTES
from .test_problems import problem


class TestProof:
    @pytest.mark.parametrize("header", [None, "Basic abc", "Bearer", "Bearer  ", "Bearer abc.d.e"])
    async def test_without_a_valid_token_it_is_401(
        self, edge_app: FastAPI, client: ClientFactory, header: str | None
    ) -> None:
        headers = {"Authorization": header} if header is not None else {}
        async with client(edge_app) as http:
            answer = await http.get(NOTES, headers=headers)

        problem(answer, 401, "unauthenticated")
        assert answer.headers["www-authenticate"] == "Bearer"

    async def test_the_proof_comes_before_the_body_is_looked_at(
        self, edge_app: FastAPI, client: ClientFactory
    ) -> None:
        async with client(edge_app) as http:
            problem(await http.post(NOTES, json={"wrong": 1}), 401, "unauthenticated")

    async def test_an_expired_token_is_401(
        self, edge_app: FastAPI, client: ClientFactory, token_keys: TestKeys
    ) -> None:
        clock = FakeClock(utc_now() - timedelta(seconds=200))
        minter = TokenMinter(read_keys(token_keys.private), clock=clock)
        token = minter.mint(subject="s", ics="QE1", scopes=["edge:read"])
        async with client(edge_app) as http:
            answer = await http.get(NOTES, headers={"Authorization": f"Bearer {token}"})

        problem(answer, 401, "unauthenticated")

    async def test_a_token_of_another_key_is_401(
        self, edge_app: FastAPI, client: ClientFactory
    ) -> None:
        from joserfc.jwk import KeySet

        forged = TokenMinter(KeySet([generate_key()])).mint(
            subject="s", ics="QE1", scopes=["edge:read"]
        )
        async with client(edge_app) as http:
            answer = await http.get(NOTES, headers={"Authorization": f"Bearer {forged}"})

        problem(answer, 401, "unauthenticated")


class TestScope:
    async def test_without_the_scope_it_is_403_and_names_the_scope(
        self, edge_app: FastAPI, client: ClientFactory, token: TokenFactory
    ) -> None:
        async with client(edge_app) as http:
            answer = await http.post(NOTES, json={"text": "x"}, headers=token(["edge:read"]))

        assert "edge:write" in problem(answer, 403, "forbidden")["detail"]

    async def test_an_open_route_answers_anybody(
        self, edge_app: FastAPI, client: ClientFactory
    ) -> None:
        async with client(edge_app) as http:
            assert (await http.get("/api/v1/QE1/edge/open")).json() == {"open": True}


class TestSystem:
    async def test_a_token_for_another_system_finds_nothing(
        self, edge_app: FastAPI, client: ClientFactory, token: TokenFactory
    ) -> None:
        async with client(edge_app) as http:
            answer = await http.get(NOTES, headers=token(["edge:read"], ics="QKK"))

        problem(answer, 404, "not-found")

    async def test_another_systems_id_is_404(
        self, http: httpx.AsyncClient, token: TokenFactory
    ) -> None:
        note_id = (await http.post(NOTES, json={"text": "ours"})).json()["id"]

        answer = await http.get(
            f"/api/v1/QKK/edge/notes/{note_id}", headers=token(["edge:read"], ics="QKK")
        )

        problem(answer, 404, "not-found")

    @pytest.mark.parametrize("code", ["qe1", "Q", "QE1-"])
    async def test_what_is_no_code_of_a_system_is_404(
        self, http: httpx.AsyncClient, code: str
    ) -> None:
        problem(await http.get(f"/api/v1/{code}/edge/notes"), 404, "not-found")
