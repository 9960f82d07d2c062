"""Steps: the thread becomes whole, and is followed both ways, by API and on public pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from local_runner.thread.context import Walk
from local_runner.thread.errors import BrokenThread

Node = tuple[str, str]
"""Kind and id."""


@dataclass(frozen=True)
class Chain:
    """The nodes that this walk made, from the first word to the answer."""

    survey: Node
    activity: Node
    finding: Node
    decision: Node
    feedback: Node

    @property
    def links(self) -> list[tuple[Node, Node]]:
        """Give each link, from what came later to what it rests on."""
        return [
            (self.feedback, self.decision),
            (self.decision, self.finding),
            (self.finding, self.activity),
            (self.activity, self.survey),
        ]


def appear(walk: Walk, chain: Chain, published: float) -> None:
    """Wait until every link is on the thread, the newest included."""
    newest, *others = chain.links
    walk.journal.hop(
        "the answer is on the thread, beside its decision",
        partial(_linked, walk, chain, newest),
        since=published,
    )
    for later, earlier in others:
        what = f"the link from {later[0]} to {earlier[0]} on the thread"
        walk.journal.wait(what, partial(_linked, walk, chain, (later, earlier)))


def follow_both_ways(walk: Walk, chain: Chain) -> None:
    """Follow the thread from the decision, then from either end, then on the public pages."""
    journal = walk.journal
    answer = _thread(walk, chain.decision)
    journal.say(f"GET {_address(walk, chain.decision)}")
    for later, earlier in chain.links:
        journal.say(f"  {later[0]} → {earlier[0]}: {_relation(answer, later, earlier)}")
    _expect_nodes(answer, "back", [chain.finding, chain.activity, chain.survey])
    _expect_nodes(answer, "forward", [chain.feedback])
    from_feedback = _thread(walk, chain.feedback)
    _expect_nodes(
        from_feedback, "back", [chain.decision, chain.finding, chain.activity, chain.survey]
    )
    journal.say("backwards from the feedback: decision, finding, activity, survey")
    from_survey = _thread(walk, chain.survey)
    _expect_nodes(
        from_survey, "forward", [chain.activity, chain.finding, chain.decision, chain.feedback]
    )
    journal.say("forwards from the survey: activity, finding, decision, feedback")
    _read_page(walk, chain, answer)


def _linked(walk: Walk, chain: Chain, link: tuple[Node, Node]) -> dict[str, Any] | None:
    """Give the decision's thread, once it has this link."""
    answer = walk.secretary.get(f"/thread/decisions/{chain.decision[1]}")
    if answer.status == 404:
        return None
    thread: dict[str, Any] = answer.expect(200).json
    return thread if link in _steps(thread) else None


def _read_page(walk: Walk, chain: Chain, answer: dict[str, Any]) -> None:
    page_address = str(answer["node"]["page"])
    titles = {_key(node): str(node["title"]) for node in [*answer["back"], *answer["forward"]]}
    with walk.browser() as browser:
        page = browser.open(page_address).expect(200)
        walk.journal.say(page.address)
        text = page.response.text
        for kind, node_id in (chain.feedback, chain.finding, chain.activity, chain.survey):
            if f"/thread/{kind}/{node_id}" not in text:
                title = titles[kind, node_id]
                raise BrokenThread(f"the public page {page_address} has no link to {kind}: {title}")
        for kind, node_id in (chain.feedback, chain.finding, chain.activity, chain.survey):
            address = page_address.replace(f"/decisions/{chain.decision[1]}", f"/{kind}/{node_id}")
            there = browser.open(address).expect(200)
            if f"/thread/decisions/{chain.decision[1]}" not in there.response.text:
                raise BrokenThread(f"the public page {address} doesn't lead back to the decision")
    walk.journal.say("the public page leads to every node, and each of them back to the decision")


def _thread(walk: Walk, node: Node) -> dict[str, Any]:
    thread: dict[str, Any] = (
        walk.programme_lead.get(f"/thread/{node[0]}/{node[1]}").expect(200).json
    )
    return thread


def _address(walk: Walk, node: Node) -> str:
    return f"/api/v1/{walk.start.system}/thread/{node[0]}/{node[1]}"


def _key(node: dict[str, Any]) -> Node:
    return str(node["kind"]), str(node["id"])


def _steps(thread: dict[str, Any]) -> set[tuple[Node, Node]]:
    return {(_key(step["source"]), _key(step["target"])) for step in thread["steps"]}


def _relation(thread: dict[str, Any], later: Node, earlier: Node) -> str:
    for step in thread["steps"]:
        if (_key(step["source"]), _key(step["target"])) == (later, earlier):
            version = f" (version {step['version']})" if step["version"] else ""
            return f"{step['relation']}{version}"
    raise BrokenThread(f"no link from {later[0]} to {earlier[0]}")


def _expect_nodes(thread: dict[str, Any], direction: str, nodes: list[Node]) -> None:
    there = {_key(node) for node in thread[direction]}
    for node in nodes:
        if node not in there:
            start = thread["node"]["kind"]
            raise BrokenThread(f"{direction} from {start}, the thread doesn't reach {node[0]}")
