"""A postcode on the page that confirms, where the panel can look one up."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from gateway.pages.forms import Choice
from gateway.pages.join import _body
from gateway.pages.profile import Profile
from gateway.pages.render import page
from gateway.proxy.panel import Answer

pytestmark = pytest.mark.rule("panel.1")


def profile(*, takes_postcodes: bool) -> Profile:
    places = [Choice("blackpool", "Blackpool")]
    return Profile(16, takes_postcodes, places, [], "1", [], [], [], [])


@pytest.mark.parametrize("takes", [True, False])
def test_is_asked_for_where_it_can_be_looked_up_and_what_is_wrong_stands_beside_it(
    takes: bool,
) -> None:
    system = {"slug": "x", "name": "X"}
    wrong = {"postcode": "It went out of use."}
    shown = page(
        "join/confirm.html", system=system, profile=profile(takes_postcodes=takes), token="t",
        connections=[], sent={"postcode": "BA1 0AA"}, consents=[], needs=[], errors=[], wrong=wrong,
    )  # fmt: skip
    text = bytes(shown.body).decode()
    assert ('name="postcode"' in text) == takes
    assert ("It went out of use." in text) == takes
    assert ('value="BA1 0AA"' in text) == takes


def test_is_sent_to_the_panel_as_it_was_typed() -> None:
    form = FormData({"connection": "lives", "postcode": " ba1 0aa ", "place": ""})
    body = _body(form, profile(takes_postcodes=True), "t")
    assert body["postcode"] == "ba1 0aa"
    assert "place" not in body


def test_a_refusal_names_its_field() -> None:
    refused = Answer(
        422, {"errors": [{"field": "body.postcode", "message": "is no longer in use"}]}
    )
    assert refused.refuses("body.postcode")
    assert not refused.refuses("body.place")
