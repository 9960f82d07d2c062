"""Reports of failed delivery, as mail servers write them."""

from __future__ import annotations

from uuid import UUID

MAIL = UUID("01930000-0000-7000-8000-0000000000ab")
ADDRESS = "zebedee-marker@example.org"


def report(
    status: str, *, mail_id: UUID = MAIL, named: str = "message", action: str = "failed"
) -> bytes:
    """Make a report.

    Args:
        named: what names the mail: return_path, envelope, message, headers or nothing.
    """
    to = f"bounces+{mail_id.hex}@example.org" if named == "return_path" else "panel@example.org"
    envelope = f"Original-Envelope-Id: {mail_id}\n" if named == "envelope" else ""
    headers = f"From: panel@example.org\nTo: {ADDRESS}\nSubject: What changed\n"
    if named in {"message", "headers"}:
        headers += f"Message-ID: <{mail_id}@example.org>\n"
    kind = "text/rfc822-headers" if named == "headers" else "message/rfc822"
    said = f"Status: {status}\n" if status else ""
    return (
        f"From: MAILER-DAEMON@mx.example.org\nTo: {to}\nSubject: Undelivered\n"
        "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; "
        'boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        f"Your mail to {ADDRESS} could not be delivered.\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n"
        f"{envelope}\nFinal-Recipient: rfc822; {ADDRESS}\nAction: {action}\n{said}"
        f"Diagnostic-Code: smtp; 550 no {ADDRESS} here\n\n"
        f"--b\nContent-Type: {kind}\n\n{headers}\n--b--\n"
    ).encode()
