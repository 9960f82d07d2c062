"""The check by axe-core itself: it finds what is wrong, and tells nothing of another page."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from browser_support import Visits, clean

pytestmark = pytest.mark.browser

ADDRESS = "http://127.0.0.1/page"
"""Answered by the test, never by a server."""
IMAGE = '<img src="data:,">'
"""Without words for who doesn't see it."""
ONCE = f"""<script>
if (localStorage.seen || sessionStorage.seen || document.cookie) {{
    document.querySelector("main").innerHTML += '{IMAGE}';
}}
localStorage.seen = sessionStorage.seen = 1;
document.cookie = "seen=1";
</script>"""
"""Spoils a page in which anything is kept of an earlier one."""


async def shown(visits: Visits, content: str, *, width: int = 1100) -> Page:
    """Open a page of this content, without scripts."""
    page = (await visits(scripts=False, width=width)).page
    html = f'<!doctype html><html lang="en"><title>T</title><main><h1>T</h1>{content}</main></html>'
    await page.route(ADDRESS, lambda route: route.fulfill(body=html, content_type="text/html"))
    await page.goto(ADDRESS)
    return page


class TestClean:
    async def test_finds_an_image_without_words_and_says_so(self, visits: Visits) -> None:
        page = await shown(visits, IMAGE)
        with pytest.raises(AssertionError, match="image-alt"):
            await clean(page, "bad")

    async def test_what_was_wrong_with_one_page_is_not_told_of_the_next(
        self, visits: Visits
    ) -> None:
        with pytest.raises(AssertionError):
            await clean(await shown(visits, IMAGE), "bad")
        await clean(await shown(visits, "<p>Good</p>"), "good")

    async def test_a_copy_keeps_nothing_for_the_next(self, visits: Visits) -> None:
        page = await shown(visits, ONCE)
        await clean(page, "first")
        await clean(page, "second")

    async def test_a_copy_is_as_wide_as_its_page(self, visits: Visits) -> None:
        """A phone's faults are found on a phone's width, whatever was checked before."""
        style = (
            "<style>img {display: none} @media (max-width: 400px) {img {display: inline}}</style>"
        )
        await clean(await shown(visits, style + IMAGE), "wide")
        with pytest.raises(AssertionError, match="image-alt"):
            await clean(await shown(visits, style + IMAGE, width=320), "narrow")
