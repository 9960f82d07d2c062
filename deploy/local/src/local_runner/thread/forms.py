"""Reading the form of a page as a browser does: all that it shows, and its proof of work."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from altcha.v1 import solve_challenge

from local_runner.thread.errors import BrokenThread

Attributes = list[tuple[str, str | None]]


@dataclass
class Form:
    """One form: where it goes, what it sends untouched, and what a person can choose."""

    action: str
    sends: dict[str, str] = field(default_factory=dict)
    """Name → value of everything that is sent as it is: hidden fields and filled-in ones."""
    choices: dict[str, list[str]] = field(default_factory=dict)
    """Name → values of radio buttons, check boxes and lists."""
    texts: list[str] = field(default_factory=list)
    """Names of what a person types."""

    def filled(self, values: Mapping[str, str | list[str]]) -> dict[str, str | list[str]]:
        """Give what a browser would send with these values.

        Raises:
            BrokenThread: if the form has no such field, or doesn't offer such a choice.
        """
        for name, value in values.items():
            wanted = value if isinstance(value, list) else [value]
            offered = self.choices.get(name)
            if offered is not None and not set(wanted) <= set(offered):
                raise BrokenThread(f"the form offers {offered} for {name}, not {wanted}")
            if offered is None and name not in self.texts and name not in self.sends:
                raise BrokenThread(f"the form has no field {name}")
        return {**self.sends, **values}


def solve(challenge: str) -> str:
    """Do the proof of work that a form asks for, as its script does."""
    asked = json.loads(challenge)
    found = solve_challenge(
        asked["challenge"], asked["salt"], asked["algorithm"], asked["maxnumber"]
    )
    solution = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    solution["number"] = found.number if found is not None else 0
    return base64.b64encode(json.dumps(solution).encode()).decode()


class _FormReader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._list: str | None = None

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.page, given.get("action") or self.page)
            self._open = Form(action) if given.get("method", "get").lower() == "post" else None
            if self._open is not None:
                self.forms.append(self._open)
        elif self._open is not None:
            self._field(self._open, tag, given, {name for name, _ in attrs})

    def _field(self, form: Form, tag: str, given: dict[str, str], present: set[str]) -> None:
        name = given.get("name", "")
        if tag == "option" and self._list is not None:
            form.choices[self._list].append(given.get("value", ""))
        elif not name:
            return
        elif tag == "select":
            self._list = name
            form.choices[name] = []
        elif tag == "textarea":
            form.texts.append(name)
            form.sends[name] = ""
        elif tag == "input" and given.get("type") in {"radio", "checkbox"}:
            value = given.get("value", "on")
            form.choices.setdefault(name, []).append(value)
            if "checked" in present:
                form.sends[name] = value
        elif tag in {"input", "button"} and given.get("type") == "hidden":
            challenge = given.get("data-challenge")
            form.sends[name] = solve(challenge) if challenge else given.get("value", "")
        elif tag == "input" and given.get("type") not in {"submit", "button", "image"}:
            form.texts.append(name)
            form.sends[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._list = None


def form_of(page: str, address: str) -> Form:
    """Read the first form of a page that is sent by POST.

    Raises:
        BrokenThread: if the page has none.
    """
    reader = _FormReader(address)
    reader.feed(page)
    if not reader.forms:
        raise BrokenThread(f"the page {address} has no form to send")
    return reader.forms[0]
