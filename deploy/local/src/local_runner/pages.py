"""Two small websites for development, on loopback: the mail that was sent, and an ICS's own site.

Both are read-only, answer only to their own loopback names (another site's page could otherwise
read them through DNS rebinding), and escape everything they show.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Page:
    """An HTML page and the policy under which browsers show it."""

    html: str
    policy: str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    status: HTTPStatus = HTTPStatus.OK


NOT_FOUND = Page(
    "<!doctype html><title>Not found</title><h1>Not found</h1>", status=HTTPStatus(404)
)

Site = Callable[[str], Page]
"""Gives the page of a path, without the query."""


class LocalSite:
    """Serves a site on a loopback port, from a thread of its own."""

    def __init__(self, port: int, site: Site) -> None:
        names = {f"127.0.0.1:{port}", f"localhost:{port}"}

        class Handler(BaseHTTPRequestHandler):
            server_version = "golden-thread-local"
            sys_version = ""

            def do_GET(self) -> None:
                if self.headers.get("Host") in names:
                    page = site(unquote(urlsplit(self.path).path))
                else:
                    page = NOT_FOUND
                body = page.html.encode()
                self.send_response(page.status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Security-Policy", page.policy)
                self.send_header("X-Content-Type-Options", "nosniff")
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

            do_HEAD = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Stay silent: paths of mail would otherwise reach the log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and free the port."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
