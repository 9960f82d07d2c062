"""Ways for mail to leave: files for development, SMTP."""

from __future__ import annotations

from pathlib import Path

from common.mail.file import FileCarrier
from common.mail.port import Carrier
from common.mail.settings import MailSettings
from common.mail.smtp import SmtpCarrier


def carrier_of(settings: MailSettings) -> Carrier:
    """Give the adapter that the settings name."""
    if settings.mail_adapter == "smtp" and settings.smtp_url is not None:
        return SmtpCarrier.parse(settings.smtp_url.get_secret_value(), settings.mail_bounces_to)
    return FileCarrier(Path(settings.mail_directory))
