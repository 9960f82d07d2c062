"""A demonstration of an ICS's own website, on another origin, with the sign-up form embedded.

It is what a web editor of the ICS would do: paste one line.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from local_runner.pages import NOT_FOUND, Page

_STYLE = (
    "<style>body{font:1.2rem/1.6 Georgia,serif;margin:0 auto;max-width:45rem;padding:1rem}"
    "header{border-bottom:4px solid #593196}iframe{width:100%;border:0}</style>"
)


class DemonstrationWebsite:
    """Pages at `/`, `/<code>` (the one-line script) and `/<code>/frame` (the plain iframe).

    Args:
        door: address of the gateway, whose form is embedded.
        systems: name of each system by its code.
    """

    def __init__(self, door: str, systems: Mapping[str, str]) -> None:
        self._door = door
        self._systems = systems

    def __call__(self, path: str) -> Page:
        """Give the page of a path."""
        parts = path.strip("/").split("/")
        if parts == [""]:
            return self._page("Example websites", self._contents())
        code = parts[0]
        if code not in self._systems or parts[1:] not in ([], ["frame"]):
            return NOT_FOUND
        form = f"{self._door}/embed/{code}/join"
        embedded = (
            f'<iframe src="{escape(form)}" title="Join the panel" height="900"></iframe>'
            if parts[1:]
            else f'<script src="{escape(form)}.js" async></script>'
        )
        name = self._systems[code]
        welcome = f"<p>Have your say on health and care in {escape(name)}.</p>"
        return self._page(f"{name}: get involved", welcome + embedded)

    def _contents(self) -> str:
        rows = [
            f'<li><a href="/{code}">{escape(name)}</a> '
            f'(<a href="/{code}/frame">without JavaScript</a>)</li>'
            for code, name in self._systems.items()
        ]
        return f"<ul>{''.join(rows)}</ul>"

    def _page(self, title: str, content: str) -> Page:
        html = (
            '<!doctype html><html lang="en"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(title)} (demonstration)</title>{_STYLE}"
            f"<header><p>Example ICS website. A demonstration, not a real site.</p></header>"
            f"<main><h1>{escape(title)}</h1>{content}</main></html>"
        )
        door = self._door
        policy = (
            f"default-src 'none'; script-src {door}; frame-src {door}; connect-src {door}; "
            "style-src 'unsafe-inline'"
        )
        return Page(html, policy)
