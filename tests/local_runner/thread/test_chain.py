"""The thread is whole only if every link is there, both ways, by API and on the pages."""

from __future__ import annotations

import io
from typing import Any, cast

import httpx
import pytest
from rich.console import Console

from local_runner.thread.chain import Chain, Node, appear, follow_both_ways
from local_runner.thread.client import Browser, Program
from local_runner.thread.context import Walk
from local_runner.thread.errors import BrokenThread
from local_runner.thread.journal import Journal

CHAIN = Chain(
    survey=("surveys", "s"),
    activity=("activities", "a"),
    finding=("findings", "f"),
    decision=("decisions", "d"),
    feedback=("feedback", "b"),
)
NODES = [CHAIN.feedback, CHAIN.decision, CHAIN.finding, CHAIN.activity, CHAIN.survey]
SLUG = "/lancashire-and-south-cumbria"


class Gateway:
    """A gateway that knows one thread, from which a test can take a part away."""

    def __init__(self) -> None:
        self.links = list(CHAIN.links)
        self.unlinked_pages: set[Node] = set()
        self.dead_ends: set[tuple[Node, str]] = set()
        """From this node, in this direction, nothing is found."""

    def answer(self, request: httpx.Request) -> httpx.Response:
        kind, node_id = request.url.path.split("/")[-2:]
        node = (kind, node_id)
        if request.url.path.startswith("/api/"):
            return httpx.Response(200, json=self.thread(node))
        reachable = [*self.reach(node, "back"), *self.reach(node, "forward")]
        shown = [other for other in reachable if other not in self.unlinked_pages]
        links = [f'<a href="{SLUG}/thread/{k}/{i}">{k}</a>' for k, i in shown]
        return httpx.Response(200, text="".join(links))

    def thread(self, node: Node) -> dict[str, Any]:
        return {
            "node": {**self.shown(node), "page": f"{SLUG}/thread/{node[0]}/{node[1]}"},
            "back": [self.shown(other) for other in self.reach(node, "back")],
            "forward": [self.shown(other) for other in self.reach(node, "forward")],
            "steps": [
                {
                    "source": {"kind": later[0], "id": later[1]},
                    "target": {"kind": earlier[0], "id": earlier[1]},
                    "relation": "rests on",
                    "version": None,
                }
                for later, earlier in self.links
            ],
        }

    def reach(self, node: Node, direction: str) -> list[Node]:
        if (node, direction) in self.dead_ends:
            return []
        at = NODES.index(node)
        return NODES[at + 1 :] if direction == "back" else NODES[:at]

    @staticmethod
    def shown(node: Node) -> dict[str, str]:
        return {"kind": node[0], "id": node[1], "title": f"the {node[0]}"}


class FakeWalk:
    """As much of a walk as following the thread needs."""

    def __init__(self, gateway: Gateway) -> None:
        transport = httpx.MockTransport(gateway.answer)
        self.journal = Journal(Console(file=io.StringIO()), patience=0.05)
        self.secretary = Program("http://gateway", "QE1", "key", transport)
        self.programme_lead = self.secretary
        self._transport = transport

    @property
    def start(self) -> Any:
        return type("Start", (), {"system": "QE1"})

    def browser(self) -> Browser:
        return Browser("http://gateway", self._transport)


def follow(gateway: Gateway) -> None:
    follow_both_ways(cast(Walk, FakeWalk(gateway)), CHAIN)


class TestAppear:
    def test_a_whole_thread_passes(self) -> None:
        appear(cast(Walk, FakeWalk(Gateway())), CHAIN, 0)

    @pytest.mark.parametrize(
        ("link", "named"),
        [
            (CHAIN.links[0], "the answer is on the thread"),
            (CHAIN.links[1], "the link from decisions to findings"),
            (CHAIN.links[2], "the link from findings to activities"),
            (CHAIN.links[3], "the link from activities to surveys"),
        ],
    )
    def test_names_the_link_that_is_missing(self, link: tuple[Node, Node], named: str) -> None:
        gateway = Gateway()
        gateway.links.remove(link)
        with pytest.raises(BrokenThread, match=f"{named}.*not seen within"):
            appear(cast(Walk, FakeWalk(gateway)), CHAIN, 0)


class TestFollowBothWays:
    def test_a_whole_thread_passes(self) -> None:
        follow(Gateway())

    @pytest.mark.parametrize("link", CHAIN.links, ids=lambda link: f"{link[0][0]}-{link[1][0]}")
    def test_refuses_a_thread_without_a_link(self, link: tuple[Node, Node]) -> None:
        gateway = Gateway()
        gateway.links.remove(link)
        with pytest.raises(BrokenThread, match=f"no link from {link[0][0]} to {link[1][0]}"):
            follow(gateway)

    @pytest.mark.parametrize(
        ("node", "direction"),
        [
            (CHAIN.decision, "back"),
            (CHAIN.decision, "forward"),
            (CHAIN.feedback, "back"),
            (CHAIN.survey, "forward"),
        ],
    )
    def test_refuses_a_thread_that_leads_one_way_only(self, node: Node, direction: str) -> None:
        gateway = Gateway()
        gateway.dead_ends.add((node, direction))
        with pytest.raises(BrokenThread, match=f"{direction} from"):
            follow(gateway)

    @pytest.mark.parametrize("node", NODES, ids=lambda node: str(node[0]))
    def test_refuses_a_page_without_a_link(self, node: Node) -> None:
        gateway = Gateway()
        gateway.unlinked_pages.add(node)
        with pytest.raises(BrokenThread, match="public page"):
            follow(gateway)
