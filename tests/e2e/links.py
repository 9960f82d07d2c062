"""Following every link of a document through the gateway, as somebody who reads it would."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src"} and value:
                self.found.add(value)


def links(page: str, address: str) -> set[str]:
    """Give the absolute addresses that a page names, without their fragments."""
    read = _Links()
    read.feed(page)
    named = {urljoin(address, one).partition("#")[0] for one in read.found}
    return {one for one in named if urlsplit(one).scheme in {"http", "https"}}


class Reader:
    """Somebody who reads through the gateway: with a key where programs ask, else without.

    Args:
        gateway: address of the front door.
        key: the API key of the reader's role; None of somebody who has none.
    """

    def __init__(self, gateway: str, key: str | None = None) -> None:
        self.gateway = gateway
        self.followed: dict[str, int] = {}
        """Address → the status with which it answered."""
        self._key = key

    def read(self, address: str) -> httpx.Response:
        """Ask for one address of the gateway."""
        headers = {}
        if self._key is not None and urlsplit(address).path.startswith("/api/"):
            headers["Authorization"] = f"Bearer {self._key}"
        return httpx.get(urljoin(self.gateway, address), headers=headers, timeout=60)

    def dead(self, address: str) -> dict[str, int]:
        """Read a document and follow each of its links; give those that do not answer 200."""
        page = self.read(address)
        assert page.status_code == 200, (address, page.text)
        found = links(page.text, str(page.url))
        own = sorted(one for one in found if one.startswith(self.gateway))
        for one in own:
            if one not in self.followed:
                self.followed[one] = self.read(one).status_code
        return {one: self.followed[one] for one in own if self.followed[one] != 200}
