"""What the walk prints of an answer: addresses without tokens, problems in their own words."""

from __future__ import annotations

import httpx
import pytest

from local_runner.thread.client import Answer, Program
from local_runner.thread.errors import BrokenThread


def answer(status: int, address: str = "http://host/x", **content: object) -> Answer:
    request = httpx.Request("GET", address)
    return Answer(httpx.Response(status, request=request, **content))  # type: ignore[arg-type]


class TestAnswer:
    def test_an_address_never_shows_the_token_of_a_link(self) -> None:
        shown = answer(200, "http://host/slug/answer?token=secret&x=1").address
        assert shown == "GET /slug/answer?token=…&x=1"

    def test_an_unexpected_status_tells_the_problem_and_its_fields(self) -> None:
        problem = {
            "title": "Some fields are not valid",
            "errors": [{"field": "body.title", "message": "must not be empty"}],
        }
        with pytest.raises(BrokenThread) as broken:
            answer(422, json=problem).expect(201)
        assert str(broken.value) == (
            "GET /x answered 422, not 201: Some fields are not valid; body.title must not be empty"
        )

    def test_an_unexpected_page_tells_its_title(self) -> None:
        with pytest.raises(BrokenThread, match="This link does not work"):
            answer(404, text="<title>\nThis link does not work\n</title>").expect(200)


class TestProgram:
    def test_sends_its_key_and_an_idempotency_key_with_each_post(self) -> None:
        seen: list[httpx.Request] = []

        def take(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(201)

        program = Program("http://host", "QE1", "gt_key", httpx.MockTransport(take))
        program.post("/panel/surveys", {})
        program.post("/panel/surveys", {})
        assert seen[0].url == "http://host/api/v1/QE1/panel/surveys"
        assert seen[0].headers["Authorization"] == "Bearer gt_key"
        assert seen[0].headers["Idempotency-Key"] != seen[1].headers["Idempotency-Key"]
