"""Which language a page for residents is in: chosen by its address, else by what the browser asks.

No cookie keeps it: a language that was chosen stays in the addresses that the page leads to
(``?lang=pl``). Words are in message catalogues (`gateway/pages/locale`, gettext); a page is given
in another language only where all of it is there, so that ``lang`` is true of it. What a system
wrote itself, such as what people agree to, is in the system's own words, and marked as English.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from babel import Locale, negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from fastapi import Request

ENGLISH = "en"
LANGUAGES = (ENGLISH, "pl")
"""English, and those that have a catalogue."""
TRANSLATED = frozenset(
    {
        "embed/join.html",
        "embed/sent.html",
        "join/confirm.html",
        "join/link_not_valid.html",
        "join/welcome.html",
        "me/account.html",
        "me/link_not_valid.html",
        "me/me.html",
        "me/reward.html",
        "me/rewards.html",
        "me/voucher.html",
    }
)
"""Templates of which every word is in every catalogue."""


@dataclass(frozen=True)
class Spoken:
    """The language of one request."""

    code: str = ENGLISH
    chosen: bool = False
    """Whether the address says so, and links go on saying so."""
    address: str | None = None
    """Of the page, without the language; None where it can't be opened again by a link."""

    @property
    def kept(self) -> str:
        """Give what links add to an address that has a query already."""
        return f"&lang={self.code}" if self.chosen else ""

    @property
    def query(self) -> str:
        """Give what links and forms add to an address that has no query."""
        return f"?lang={self.code}" if self.chosen else ""

    @property
    def unchecked(self) -> bool:
        """Whether no translator has checked its words: its catalogue's header is marked fuzzy."""
        return self.code != ENGLISH and messages(self.code).fuzzy

    def others(self) -> list[dict[str, str]]:
        """Give the page in every language: code, name in itself, and address."""
        if self.address is None:
            return []
        joint = "&" if "?" in self.address else "?"
        return [
            {
                "code": code,
                "name": str(Locale(code).get_display_name(code)).capitalize(),
                "address": f"{self.address}{joint}lang={code}",
            }
            for code in LANGUAGES
        ]


_CARRIED = ("token",)
"""What else of an address stays where its page is read in another language."""
_IN_ENGLISH = Spoken()
_SPOKEN: ContextVar[Spoken] = ContextVar("spoken", default=_IN_ENGLISH)


def spoken() -> Spoken:
    """Give the language of the request that is served now."""
    return _SPOKEN.get()


def language_of(request: Request) -> Spoken:
    """Find the language of a request."""
    chosen = request.query_params.get("lang", "")
    code = chosen if chosen in LANGUAGES else _asked_for(request.headers.get("accept-language", ""))
    address = None
    if request.method == "GET":
        rest = [(name, one) for name in _CARRIED if (one := request.query_params.get(name))]
        address = request.url.path + (f"?{urlencode(rest)}" if rest else "")
    return Spoken(code, chosen in LANGUAGES, address)


@contextmanager
def speaking(language: Spoken) -> Iterator[None]:
    """Let pages be in a language, as far as they are translated."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def say(english: str, **slots: Any) -> str:
    """Give words in the language of the request; slots stand as ``%(name)s``."""
    words = catalogue(spoken().code).gettext(english)
    return words % slots if slots else words


def marked(english: str) -> str:
    """Mark words as ones that a catalogue has to have, where `say` gets them by a variable."""
    return english


@cache
def catalogue(code: str) -> NullTranslations:
    """Give the messages of a language; of English none, since messages are its words."""
    if code == ENGLISH:
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, messages(code), use_fuzzy=True)
    compiled.seek(0)
    return Translations(compiled)


@cache
def messages(code: str) -> Catalog:
    """Read the catalogue of a language that is not English."""
    source = files("gateway.pages") / "locale" / f"{code}.po"
    with source.open("rb") as stream:
        return read_po(stream, locale=code, abort_invalid=True)


def _asked_for(header: str) -> str:
    """Give the first language of an Accept-Language header that there is (RFC 9110, 12.5.4)."""
    wanted: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        name, _, weight = part.partition(";")
        try:
            worth = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if worth > 0 and name.strip():
            wanted.append((-worth, name.strip().lower()))
    names = [name for _, name in sorted(wanted, key=lambda one: one[0])]
    return negotiate_locale(names, LANGUAGES, sep="-") or ENGLISH
