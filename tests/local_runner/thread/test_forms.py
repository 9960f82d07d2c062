"""Forms are read and filled in as a browser without JavaScript does it."""

from __future__ import annotations

import pytest

from local_runner.thread.errors import BrokenThread
from local_runner.thread.forms import form_of

PAGE = """
<form action="/search" method="get"><input name="q"></form>
<form method="post" action="/join">
  <input type="hidden" name="shown" value="note">
  <input type="text" name="website">
  <input type="email" name="email" value="">
  <input type="radio" name="age" value="16-24"><input type="radio" name="age" value="25-34" checked>
  <input type="checkbox" name="consents" value="surveys">
  <input type="checkbox" name="consents" value="events">
  <select name="place"><option value="a">A</option><option value="b">B</option></select>
  <textarea name="more"></textarea>
  <button type="submit">Join</button>
</form>
"""


class TestFormOf:
    def test_takes_the_form_that_is_sent_by_post(self) -> None:
        assert form_of(PAGE, "http://host/embed/x").action == "http://host/join"

    def test_a_form_without_action_goes_to_its_page(self) -> None:
        form = form_of("<form method=post></form>", "http://host/page?token=1")
        assert form.action == "http://host/page?token=1"

    def test_knows_what_can_be_chosen_and_written(self) -> None:
        form = form_of(PAGE, "http://host/")
        assert form.choices == {
            "age": ["16-24", "25-34"],
            "consents": ["surveys", "events"],
            "place": ["a", "b"],
        }
        assert form.texts == ["website", "email", "more"]

    def test_refuses_a_page_without_a_form(self) -> None:
        with pytest.raises(BrokenThread, match="no form"):
            form_of("<p>Sorry</p>", "http://host/")


class TestFilled:
    def test_sends_hidden_and_chosen_fields_along(self) -> None:
        sent = form_of(PAGE, "http://host/").filled({"email": "a@b.example", "place": "b"})
        assert sent == {
            "shown": "note",
            "website": "",
            "email": "a@b.example",
            "age": "25-34",
            "place": "b",
            "more": "",
        }

    def test_sends_several_ticks(self) -> None:
        sent = form_of(PAGE, "http://host/").filled({"consents": ["surveys", "events"]})
        assert sent["consents"] == ["surveys", "events"]

    def test_refuses_what_the_form_does_not_offer(self) -> None:
        form = form_of(PAGE, "http://host/")
        with pytest.raises(BrokenThread, match="offers"):
            form.filled({"place": "c"})
        with pytest.raises(BrokenThread, match="no field telephone"):
            form.filled({"telephone": "1"})
