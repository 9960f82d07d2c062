"""From a template to an answer: the environment, and the headers that keep pages safe."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from babel.dates import format_date, format_datetime
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from common.clock import ENGLAND, day_in_england, day_named, utc_now
from gateway.pages import speaking
from gateway.pages.assets import asset_address

_UNMARKED, _IN_ENGLISH = Markup(""), Markup(' lang="en"')


@cache
def environment() -> Environment:
    """Give the templates: ours, and the NHS design system's."""
    made = Environment(
        loader=ChoiceLoader(
            [PackageLoader("gateway", "pages/templates"), PackageLoader("nhsuk_frontend_jinja")]
        ),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        speaking.say,
        lambda one, many, n: one if n == 1 else many,
        newstyle=True,
    )
    made.globals["english"] = _english
    made.globals["own"] = _own
    made.globals["asset"] = asset_address
    made.filters["day"] = _day
    made.filters["moment"] = _moment
    made.filters["clock"] = _clock
    made.filters["words"] = _words
    made.filters["size"] = _size
    made.filters["pounds"] = _pounds
    made.filters["stands"] = _stands
    made.tests["ahead"] = _ahead
    return made


def page(
    template: str,
    *,
    status: int = 200,
    frame_ancestors: Iterable[str] = (),
    scripts: bool = False,
    reads: bool = False,
    media: bool = False,
    public_seconds: int | None = None,
    **context: Any,
) -> HTMLResponse:
    """Make a page.

    Args:
        frame_ancestors: origins that may show it in a frame; nobody as a rule.
        scripts: whether it runs a script of ours; pages must work without.
        reads: whether that script reads addresses of ours.
        media: whether it plays recordings of ours.
        public_seconds: how long anybody may keep it; None for a page that nobody may keep.
    """
    ancestors = " ".join(frame_ancestors) or "'none'"
    policy = [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        f"frame-ancestors {ancestors}",
    ]
    if scripts:
        policy.append("script-src 'self'")
    if reads:
        policy.append("connect-src 'self'")
    if media:
        policy.append("media-src 'self'")
    kept = "no-store" if public_seconds is None else f"public, max-age={public_seconds}"
    headers = {
        "Content-Security-Policy": "; ".join(policy),
        "Referrer-Policy": "no-referrer",
        "Cache-Control": kept,
    }
    language = speaking.Spoken()
    if template in speaking.TRANSLATED:
        language = speaking.spoken()
        headers |= {"Content-Language": language.code, "Vary": "Accept-Language"}
        context |= {"page_language": {"code": language.code}, "languages": language.others()}
    with speaking.speaking(language):
        content = environment().get_template(template).render(context, spoken=language)
    return HTMLResponse(content, status, headers)


def _own(words: str) -> Markup:
    """Give words of a system, marked as what they are, to stand among words in another language."""
    marked = _english()
    return escape(words) if not marked else Markup("<span{}>{}</span>").format(marked, words)


def _english() -> Markup:
    """Mark what a system wrote itself, on a page in another language."""
    return _UNMARKED if speaking.spoken().code == speaking.ENGLISH else _IN_ENGLISH


def _day(value: str | date | datetime | None) -> str:
    """Write a day, or the day of a moment in England, as people do: 3 March 2026."""
    if not value:
        return ""
    said = datetime.fromisoformat(value) if isinstance(value, str) else value
    day = day_named(said) if isinstance(said, datetime) else said
    if (code := speaking.spoken().code) != speaking.ENGLISH:
        return str(format_date(day, "d MMMM y", locale=code))
    return f"{day.day} {day:%B %Y}"


def _ahead(day: str) -> bool:
    """Say whether a day is still to come, in England."""
    return date.fromisoformat(day) > day_in_england(utc_now())


def _local(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(ENGLAND)


def _moment(value: str) -> str:
    """Write a moment as people in England do: Thursday 3 December 2026, 18:00."""
    local = _local(value)
    if (code := speaking.spoken().code) != speaking.ENGLISH:
        return str(format_datetime(local, "EEEE, d MMMM y, HH:mm", locale=code))
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}"


def _clock(value: str) -> str:
    """Write the time of day of a moment in England: 20:00."""
    return f"{_local(value):%H:%M}"


def _words(code: str | None) -> str:
    """Write a code as words: ``agreed_in_principle`` → agreed in principle."""
    return (code or "").replace("_", " ")


def _pounds(pence: int) -> str:
    """Write an amount of money: £12.50."""
    return f"£{pence // 100:,}.{pence % 100:02d}"


def _size(size: int) -> str:
    """Write a number of bytes as people do: 340 KB, 2.1 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB"


def _stands(found: list[dict[str, Any]] | None) -> dict[str, Any] | None:
    """Give how a decision stands today, of how it stands from which day on."""
    today = day_in_england(utc_now()).isoformat()
    if not found:
        return None
    return next((one for one in reversed(found) if one["since"] <= today), found[0])
