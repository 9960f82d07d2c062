"""Pages for residents in other languages: found by address or browser, whole, and marked right."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import httpx
import orjson
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import nodes

import gateway
from gateway.pages import speaking
from gateway.pages.render import environment
from gateway_support import FakeService

SOURCE = Path(gateway.__file__).parent
LOCALE = SOURCE / "pages" / "locale"
_SLOT = re.compile(r"%\(\w+\)s|</?a\b[^>]*>|</?span\b[^>]*>")
_WORDS = re.compile(r"[A-Za-z]{2,}")
JOIN = "/embed/QE1/join"
POLISH = {"Accept-Language": "pl-PL,pl;q=0.9,en;q=0.8"}


def said() -> set[str]:
    """Give every message that pages have."""
    found = extract_from_dir(
        SOURCE,
        method_map=[("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")],
        options_map={"**/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}},
        keywords={"_": None, "gettext": None, "say": None, "marked": None},
    )
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


class TestCatalogues:
    @pytest.mark.parametrize("code", speaking.LANGUAGES[1:])
    def test_have_every_message_and_no_other_with_the_same_slots_and_links(self, code: str) -> None:
        with (LOCALE / f"{code}.po").open("rb") as stream:
            found = [one for one in read_po(stream, locale=code) if one.id]
        messages = {str(one.id): str(one.string) for one in found}
        assert set(messages) == said()
        for english, translated in messages.items():
            assert translated, english
            assert sorted(_SLOT.findall(str(english))) == sorted(_SLOT.findall(str(translated))), (
                english
            )

    def test_each_that_is_there_is_offered(self) -> None:
        assert {file.stem for file in LOCALE.glob("*.po")} == {*speaking.LANGUAGES} - {"en"}

    @pytest.mark.parametrize("template", sorted(speaking.TRANSLATED))
    def test_a_translated_template_has_no_words_besides(self, template: str) -> None:
        """What stands in it as text, without any call, is markup."""
        loader = environment().loader
        assert loader is not None
        source, _, _ = loader.get_source(environment(), template)
        tree = environment().parse(source)
        plain = " ".join(
            part.data
            for output in tree.find_all(nodes.Output)
            for part in output.nodes
            if isinstance(part, nodes.TemplateData)
        )
        assert _WORDS.findall(re.sub(r"<[^>]*>|&\w+;", " ", _attributes(plain))) == []


def _attributes(text: str) -> str:
    """Drop what is inside tags, also where an expression stands in them."""
    return re.sub(r'<[^<>]*$|^[^<>]*>|"[^"]*"', " ", re.sub(r"<[^>]*>", " ", text))


class TestLanguage:
    @pytest.mark.parametrize("checked", [False, True])
    async def test_says_so_where_no_translator_has_checked_it(
        self, visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, checked: bool
    ) -> None:
        if checked:
            monkeypatch.setattr(speaking.messages("pl"), "fuzzy", False)
        assert ("żaden tłumacz" in (await visitor.get(JOIN, headers=POLISH)).text) is not checked
        assert "no translator" not in (await visitor.get(JOIN)).text

    async def test_is_what_the_browser_asks_for(self, visitor: httpx.AsyncClient) -> None:
        response = await visitor.get(JOIN, headers=POLISH)
        assert '<html lang="pl"' in response.text
        assert "Dołącz do panelu obywatelskiego" in response.text
        assert response.headers["Content-Language"] == "pl"
        assert "Accept-Language" in response.headers["Vary"]
        assert "Set-Cookie" not in response.headers

    @pytest.mark.parametrize(
        ("asked", "code"),
        [
            ("", "en"), ("de,fr;q=0.5", "en"), ("en-GB,pl;q=0.5", "en"), ("pl;q=0,en", "en"),
            ("de,pl;q=0.5", "pl"), ("PL-pl", "pl"), ("pl;q=x", "en"), (";;,,q=", "en"),
            ("x" * 5000, "en"),
        ],
    )  # fmt: skip
    async def test_follows_weights_and_survives_nonsense(
        self, visitor: httpx.AsyncClient, asked: str, code: str
    ) -> None:
        response = await visitor.get(JOIN, headers={"Accept-Language": asked})
        assert f'<html lang="{code}"' in response.text

    async def test_that_was_chosen_stands_above_it_and_stays(
        self, visitor: httpx.AsyncClient
    ) -> None:
        response = await visitor.get(f"{JOIN}?lang=pl", headers={"Accept-Language": "en"})
        assert '<html lang="pl"' in response.text
        assert f'action="{JOIN}?lang=pl"' in response.text
        english = re.search(r'<a href="([^"]*)" hreflang="en" lang="en">English</a>', response.text)
        assert english is not None
        assert english[1] == f"{JOIN}?lang=en"
        back = await visitor.get(english[1], headers=POLISH)
        assert '<html lang="en"' in back.text

    async def test_that_there_is_not_is_what_the_browser_asks_for(
        self, visitor: httpx.AsyncClient
    ) -> None:
        for wanted in ("xx", "../../etc", "<script>"):
            response = await visitor.get(f"{JOIN}?lang={quote(wanted)}", headers=POLISH)
            assert '<html lang="pl"' in response.text
            assert "<script>" not in response.text

    async def test_is_english_of_a_page_that_is_not_translated(
        self, visitor: httpx.AsyncClient
    ) -> None:
        response = await visitor.get("/embed/QE1/ask", headers=POLISH)
        assert '<html lang="en"' in response.text
        assert "Błąd" not in response.text

    async def test_of_a_frame_keeps_the_website_that_shows_it_where_that_is_registered(
        self, visitor: httpx.AsyncClient
    ) -> None:
        evil = await visitor.get(f"{JOIN}?parent=https://evil.example&lang=pl&x=1")
        assert "evil.example" not in evil.text
        assert f'href="{JOIN}?lang=en"' in evil.text

    async def test_mistakes_are_told_in_it(self, visitor: httpx.AsyncClient) -> None:
        response = await visitor.post(f"{JOIN}?lang=pl", data={"email": "nobody"})
        assert response.status_code == 422
        assert "Wpisz adres e-mail w poprawnej formie" in response.text
        assert "<title>Błąd: " in response.text

    async def test_the_frame_of_a_website_is_in_it(self, visitor: httpx.AsyncClient) -> None:
        chosen = (await visitor.get(f"{JOIN}.js?lang=pl")).text
        assert "&lang=pl" in chosen
        assert "Do\\u0142\\u0105cz" in chosen or "Dołącz" in chosen
        left = await visitor.get(f"{JOIN}.js")
        assert "lang=" not in left.text.replace("language", "")
        assert "Accept-Language" in left.headers["Vary"]

    async def test_of_the_form_is_the_language_of_the_mail(
        self, visitor: httpx.AsyncClient, service: FakeService
    ) -> None:
        form = (await visitor.get(f"{JOIN}?lang=pl")).text
        shown = re.search(r'name="shown" value="([^"]*)"', form)
        assert shown is not None
        sent = {"email": "ada@people.example", "shown": shown[1]}
        response = await visitor.post(f"{JOIN}?lang=pl", data=sent)
        assert "Sprawdź pocztę e-mail" in response.text
        asked = orjson.loads(service.seen[-1].body)
        assert asked == {"email": "ada@people.example", "language": "pl"}
