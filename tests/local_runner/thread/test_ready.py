"""A walk begins when the system can be walked on, and does not wait for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local_runner.thread import ready
from local_runner.thread.context import Start
from local_runner.thread.errors import BrokenThread
from local_runner.thread.ready import await_system

READY = "/health/ready"
SURVEYS = "/api/v1/QE1/panel/surveys"
ACTIVITIES = "/api/v1/QE1/insights/activities"
BODIES = "/api/v1/QE1/governance/bodies"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "POLL_SECONDS", 0)


@pytest.fixture
def start(tmp_path: Path) -> Start:
    secrets = tmp_path / "api_keys.json"
    secrets.write_text(json.dumps({"QE1": {"Involvement team": "gt_key"}}), "utf-8")
    return Start("http://host", "QE1", secrets, tmp_path, tmp_path, tmp_path, 24)


class Starting:
    """A system that answers each path with what is listed, and then with 200."""

    def __init__(self, answers: dict[str, list[int | Exception]]) -> None:
        self._answers: dict[str, Iterator[int | Exception]] = {
            path: iter(listed) for path, listed in answers.items()
        }
        self.asked: list[str] = []
        self.said: list[str] = []

    def wait(self, start: Start, patience: float = 60) -> None:
        transport = httpx.MockTransport(self._answer)
        await_system(start, self.said.append, patience=patience, transport=transport)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        answer = next(self._answers.get(request.url.path, iter(())), 200)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer)


class TestAwaitSystem:
    def test_goes_on_at_once_where_all_is_up(self, start: Start) -> None:
        running = Starting({})
        running.wait(start)
        assert running.asked == [READY, SURVEYS, ACTIVITIES, BODIES]
        assert running.said == []

    def test_waits_for_the_gateway_and_says_so_once(self, start: Start) -> None:
        refused = httpx.ConnectError("refused")
        starting = Starting({READY: [refused, refused, 503]})
        starting.wait(start)
        assert starting.said == [
            "Waiting: the gateway at http://host can't be reached (ConnectError)",
            "Waiting: the gateway at http://host is not ready (status 503)",
        ]

    @pytest.mark.parametrize(
        ("path", "service"),
        [(SURVEYS, "panel"), (ACTIVITIES, "insights library"), (BODIES, "decision log")],
    )
    @pytest.mark.parametrize("status", [502, 503, 504])
    def test_waits_for_each_service(
        self, start: Start, path: str, service: str, status: int
    ) -> None:
        starting = Starting({path: [status, status]})
        starting.wait(start)
        assert starting.asked.count(path) == 3
        assert starting.said == [f"Waiting: the {service} does not answer"]

    def test_waits_for_the_keys(self, start: Start) -> None:
        content = start.secrets.read_text("utf-8")
        start.secrets.unlink()
        said: list[str] = []

        def write(what: str) -> None:
            said.append(what)
            start.secrets.write_text(content if "no key" in what else "{}", "utf-8")

        await_system(
            start, write, patience=60, transport=httpx.MockTransport(lambda _: httpx.Response(200))
        )
        assert said == [
            f"Waiting: {start.secrets} is not there",
            f"Waiting: {start.secrets} has no key of the involvement team of QE1",
        ]

    def test_a_refusal_is_for_the_walk_to_tell(self, start: Start) -> None:
        Starting({SURVEYS: [401], BODIES: [500]}).wait(start, patience=0)

    def test_gives_up_in_time_and_names_what_is_missing(self, start: Start) -> None:
        with pytest.raises(BrokenThread, match=r"the decision log does not answer, after 0 sec"):
            Starting({BODIES: [503] * 1000}).wait(start, patience=0)

    def test_shows_no_key(self, start: Start) -> None:
        starting = Starting({SURVEYS: [503], READY: [503]})
        starting.wait(start)
        assert "gt_key" not in "".join(starting.said)
