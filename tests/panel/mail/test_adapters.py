"""The ways for mail to leave: files, and a real SMTP server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from common.mail.carriers import carrier_of
from common.mail.file import FileCarrier
from common.mail.port import MailNotSent, MailRefused
from common.mail.smtp import SmtpCarrier
from panel_support.mails import read_mail


def mail(recipient: str = "ada@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Panel <panel@example.org>"
    message["To"] = recipient
    message["Subject"] = "Hello"
    message.set_content("Good day.")
    return message


class TestFiles:
    async def test_one_mail_is_one_file_named_by_its_reference(self, tmp_path: Path) -> None:
        async with FileCarrier(tmp_path / "new" / "mail").open() as delivery:
            await delivery.send(mail(), "one")
            await delivery.send(mail(), "two")
            await delivery.send(mail(), "two")
        found = sorted(path.name for path in (tmp_path / "new" / "mail").iterdir())
        assert found == ["one.eml", "two.eml"]
        assert read_mail((tmp_path / "new/mail/one.eml").read_bytes())["Subject"] == "Hello"

    async def test_a_file_has_its_name_only_when_it_is_whole(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole: list[bool] = []
        replace = Path.replace

        def watched(self: Path, target: Path) -> Path:
            whole.append(self.read_bytes() == mail().as_bytes() and not target.exists())
            return replace(self, target)

        monkeypatch.setattr(Path, "replace", watched)
        async with FileCarrier(tmp_path).open() as delivery:
            await delivery.send(mail(), "one")
        assert whole == [True]

    async def test_a_folder_that_cannot_be_made_is_tried_again_later(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(MailNotSent, match="mail folder"):
            async with FileCarrier(tmp_path / "file").open():
                pass


class Server:
    """What a mail server does with what it is sent."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address.startswith("unknown"):
            return f"550 no such person: {address}"
        if address.startswith("busy"):
            return f"451 try later: {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.taken.append(envelope)
        return "250 OK"


def check_login(server: SMTP, session: Session, envelope: Envelope, kind: str, data: Any) -> Any:
    good = data == LoginPassword(b"panel", b"p@ss")
    return AuthResult(success=good, handled=good)


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, int]]:
    """A mail server on loopback, and its port."""
    handler = Server()

    def connection() -> SMTP:
        return SMTP(handler, authenticator=check_login, auth_require_tls=False)

    loop = asyncio.get_running_loop()
    async with await loop.create_server(connection, "127.0.0.1", 0) as listening:
        yield handler, listening.sockets[0].getsockname()[1]


class TestSmtp:
    async def test_hands_mails_over_in_one_connection(self, server: tuple[Server, int]) -> None:
        handler, port = server
        async with SmtpCarrier.parse(f"smtp://panel:p%40ss@127.0.0.1:{port}").open() as delivery:
            await delivery.send(mail("ada@example.org"), "one")
            await delivery.send(mail("eve@example.org"), "two")
        assert [e.rcpt_tos for e in handler.taken] == [["ada@example.org"], ["eve@example.org"]]
        content = handler.taken[0].content
        assert isinstance(content, bytes)
        assert read_mail(content)["Subject"] == "Hello"

    async def test_goes_on_after_a_refusal_and_tells_its_code_without_the_address(
        self, server: tuple[Server, int]
    ) -> None:
        handler, port = server
        async with SmtpCarrier.parse(f"smtp://127.0.0.1:{port}").open() as delivery:
            with pytest.raises(MailRefused, match=r"^the mail server answered 550$"):
                await delivery.send(mail("unknown@example.org"), "one")
            with pytest.raises(MailNotSent, match=r"^the mail server answered 451$"):
                await delivery.send(mail("busy@example.org"), "two")
            await delivery.send(mail(), "three")
        assert len(handler.taken) == 1

    async def test_a_server_that_is_away_or_refuses_the_login_is_tried_again_later(
        self, server: tuple[Server, int]
    ) -> None:
        _, port = server
        for url in ("smtp://127.0.0.1:1", f"smtp://panel:wrong@127.0.0.1:{port}"):
            with pytest.raises(MailNotSent, match="mail server"):
                async with SmtpCarrier.parse(url).open():
                    pass

    def test_reads_its_address(self) -> None:
        plain = SmtpCarrier.parse("smtp://mail.example.org")
        assert (plain.host, plain.port, plain.implicit_tls) == ("mail.example.org", 25, False)
        secure = SmtpCarrier.parse("smtps://user:p%40ss@mail.example.org")
        assert (secure.port, secure.implicit_tls, secure.password) == (465, True, "p@ss")
        assert "p@ss" not in repr(secure)
        for wrong in ("http://mail.example.org", "smtp://", "mail.example.org"):
            with pytest.raises(ValueError, match="smtp"):
                SmtpCarrier.parse(wrong)


class TestChoosing:
    def test_goes_by_the_settings(self, panel_settings: Any) -> None:
        assert isinstance(carrier_of(panel_settings), FileCarrier)
        smtp = panel_settings.model_copy(
            update={"mail_adapter": "smtp", "smtp_url": _Secret("smtp://mail.example.org")}
        )
        assert isinstance(carrier_of(smtp), SmtpCarrier)


class _Secret:
    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self) -> str:
        return self._text
