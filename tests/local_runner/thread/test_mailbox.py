"""The residents' mail is read as a mail program reads it."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from local_runner.thread.mailbox import Mailbox


def send(folder: Path, name: str, to: str, text: str) -> None:
    message = EmailMessage()
    message["To"], message["Subject"] = to, "A survey for you"
    message.set_content(text)
    message.add_alternative("<p>the same as HTML</p>", subtype="html")
    (folder / f"{name}.eml").write_bytes(bytes(message))


class TestLetters:
    def test_gives_an_address_its_own_letters_oldest_first(self, tmp_path: Path) -> None:
        send(tmp_path, "2", "ada@people.example", "second")
        send(tmp_path, "1", "ada@people.example", "first")
        send(tmp_path, "3", "bryn@people.example", "other")
        texts = [letter.text.strip() for letter in Mailbox(tmp_path).letters("ada@people.example")]
        assert texts == ["first", "second"]

    def test_sees_what_comes_later(self, tmp_path: Path) -> None:
        mailbox = Mailbox(tmp_path)
        assert mailbox.letters("ada@people.example") == []
        send(tmp_path, "1", "ada@people.example", "first")
        assert len(mailbox.letters("ada@people.example")) == 1


class TestLink:
    def test_gives_the_link_with_that_path(self, tmp_path: Path) -> None:
        link = "http://host/slug/answer?token=" + "a" * 80
        send(tmp_path, "1", "ada@people.example", f"Leave: http://host/me\n\nAnswer: {link}\n")
        (letter,) = Mailbox(tmp_path).letters("ada@people.example")
        assert letter.link("/answer") == link
        assert letter.link("/join/confirm") is None
