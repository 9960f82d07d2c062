"""Every link of the committee's paper and of the annual report, followed as their readers do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from e2e.links import Reader, links
from e2e.system import RunningSystem
from local_runner.sample import begin, of_the_others, running_plan

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.rule("governance.13")]

RECORD = "/api/v1/QE1/governance"
SLUG = "lancashire-and-south-cumbria"
YEARS = "since=2023-04-01&until=2026-12-31"
"""What the sample tells of."""


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """A system with the samples of libraries and bodies."""
    with RunningSystem(tmp_path_factory.mktemp("links") / "var") as running:
        plan = running_plan(running.state)
        for command in of_the_others():
            if "QE1" in command[1]:
                assert begin(plan, command).wait() == 0, command
        yield running


def secretary(system: RunningSystem, method: str, path: str, **options: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {system.key('Board secretary')}"}
    headers |= options.pop("headers", {})
    address = f"{system.gateway}{RECORD}{path}"
    answer = httpx.request(method, address, headers=headers, timeout=60, **options)
    assert answer.is_success, answer.text
    return answer


def published_report(system: RunningSystem) -> str:
    """Draft, approve and publish an annual report on every body; give its id."""
    said = {"since": "2025-04-01", "until": "2026-03-31"}
    report = secretary(system, "POST", "/annual-reports", json=said)
    path = f"/annual-reports/{report.json()['id']}"
    approved = secretary(
        system, "POST", f"{path}/approve", json={"approved_as": "The Chair"},
        headers={"If-Match": report.headers["ETag"]},
    )  # fmt: skip
    secretary(system, "POST", f"{path}/publish", headers={"If-Match": approved.headers["ETag"]})
    return str(report.json()["id"])


def test_each_of_the_committees_paper_leads_the_committee_on(system: RunningSystem) -> None:
    committee = Reader(system.gateway, system.key("Assurance committee"))
    bodies = committee.read(f"{RECORD}/bodies").json()["items"]
    [board] = [one["id"] for one in bodies if one["kind"] == "integrated_care_board"]
    unfinished = {"body_id": board, "title": "Night ward", "proposal": "Close it at night."}
    secretary(system, "POST", "/duty-assessments", json=unfinished)
    for body in bodies:
        paper = f"{RECORD}/bodies/{body['id']}/assurance/paper.html?{YEARS}"
        assert committee.dead(paper) == {}, body["name"]
    print(f"{len(bodies)} papers, {len(committee.followed)} links")
    assert len(bodies) == 5
    for kind in ("duty-assessments", "owed-answers", "decisions", "findings", "assurance"):
        assert any(f"/{kind}/" in one for one in committee.followed), f"no link leads to {kind}"


@pytest.mark.rule("governance.16")
def test_each_of_the_annual_report_leads_anybody_on(system: RunningSystem) -> None:
    report = published_report(system)
    anybody = Reader(system.gateway)
    page = f"/{SLUG}/annual-reports/{report}"
    assert anybody.dead(f"/{SLUG}/annual-reports") == {}
    assert anybody.dead(page) == {}
    [document] = [one for one in anybody.followed if one.endswith(".html") and report in one]
    assert anybody.dead(document) == {}
    print(f"{len(anybody.followed)} links")
    assert len(anybody.followed) > 50


def test_a_dead_link_is_found(system: RunningSystem) -> None:
    anybody = Reader(system.gateway)
    assert links('<a href="/x?a=1&amp;b=2#c">', system.gateway) == {f"{system.gateway}/x?a=1&b=2"}
    anybody.followed[f"{system.gateway}/{SLUG}/boards"] = 404
    assert list(anybody.dead(f"/{SLUG}/")) == [f"{system.gateway}/{SLUG}/boards"]
