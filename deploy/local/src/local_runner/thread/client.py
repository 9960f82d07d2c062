"""Talking to the gateway as its clients do: programs with a key, people with a browser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

from local_runner.thread.errors import BrokenThread
from local_runner.thread.forms import Form, form_of

_TOKEN = re.compile(r"token=[^&]+")
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
TIMEOUT = httpx.Timeout(60.0, connect=5.0)


class Answer:
    """A response of the gateway, with what the walk asks of it."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response

    @property
    def address(self) -> str:
        """Give the method and path that was asked, for the journal; never the token of a link."""
        request = self.response.request
        return f"{request.method} {_TOKEN.sub('token=…', request.url.raw_path.decode())}"

    @property
    def status(self) -> int:
        """Give the HTTP status."""
        return self.response.status_code

    @property
    def json(self) -> Any:
        """Give the JSON body."""
        return self.response.json()

    @property
    def etag(self) -> str:
        """Give the strong validator, for `If-Match`."""
        return str(self.response.headers["ETag"])

    def expect(self, *statuses: int) -> Self:
        """Go on only if the status is one of these.

        Raises:
            BrokenThread: with the problem's own words otherwise.
        """
        if self.status not in statuses:
            wanted = " or ".join(map(str, statuses))
            raise BrokenThread(
                f"{self.address} answered {self.status}, not {wanted}: {self.problem}"
            )
        return self

    @property
    def problem(self) -> str:
        """Give the title and the faults of a problem (RFC 9457), or the title of a page."""
        try:
            body = self.response.json()
        except ValueError:
            title = _TITLE.search(self.response.text)
            return title[1].strip() if title else "no problem document"
        faults = [f"{one['field']} {one['message']}" for one in body.get("errors", [])]
        return "; ".join([str(body.get("title", "refused")), *faults])


class Program:
    """A program that calls the REST API with the key of one role."""

    def __init__(
        self, base: str, system: str, key: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._http = httpx.Client(
            transport=transport,
            base_url=f"{base}/api/v1/{system}",
            headers={"Authorization": f"Bearer {key}"},
            timeout=TIMEOUT,
        )

    def get(self, path: str, **query: str | int) -> Answer:
        """Read a resource."""
        return self._send("GET", path, params=query)

    def post(self, path: str, body: object = None, **query: str) -> Answer:
        """Create or act; the `Idempotency-Key` makes a retry safe."""
        return self._send(
            "POST", path, json={} if body is None else body, params=query, headers=_once()
        )

    def patch(self, path: str, body: object, etag: str) -> Answer:
        """Change a resource that has not changed since it was read."""
        return self._send("PATCH", path, json=body, headers={"If-Match": etag})

    def act(self, path: str, etag: str, body: object = None) -> Answer:
        """Move a resource on to its next state, provided that it has not changed."""
        return self._send(
            "POST",
            path,
            json={} if body is None else body,
            headers={"If-Match": etag, **_once()},
        )

    def upload(self, path: str, file: Path, kind: str, **query: str) -> Answer:
        """Send a file, streamed from disk."""

        def chunks() -> Any:
            with file.open("rb") as stream:
                while chunk := stream.read(65536):
                    yield chunk

        headers = {"Content-Type": kind, **_once()}
        return self._send("POST", path, content=chunks(), params=query, headers=headers)

    def _send(self, method: str, path: str, **how: Any) -> Answer:
        return Answer(self._http.request(method, path, **how))


class Browser:
    """A person's browser without JavaScript: opens pages, fills in forms, follows redirects."""

    def __init__(self, base: str, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(
            transport=transport,
            base_url=base,
            follow_redirects=True,
            timeout=TIMEOUT,
            headers={"Accept": "text/html,application/xhtml+xml"},
        )

    def open(self, address: str) -> Answer:
        """Open a page."""
        return Answer(self._http.get(address))

    def read(self, address: str) -> Answer:
        """Read something that is no page, such as a feed."""
        return Answer(self._http.get(address, headers={"Accept": "*/*"}))

    def form(self, page: Answer) -> Form:
        """Find the page's form.

        Raises:
            BrokenThread: if there is none.
        """
        return form_of(page.response.text, str(page.response.url))

    def submit(self, form: Form, values: Mapping[str, str | list[str]]) -> Answer:
        """Send a form filled in with these values; hidden fields go along as they are."""
        return Answer(self._http.post(form.action, data=form.filled(values)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()


def _once() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}
