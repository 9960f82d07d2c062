"""Ways for mail to leave: files for development, SMTP."""

from __future__ import annotations

from pathlib import Path

from panel.mail.adapters.file import FileCarrier
from panel.mail.adapters.smtp import SmtpCarrier
from panel.mail.port import Carrier
from panel.settings import PanelSettings


def carrier_of(settings: PanelSettings) -> Carrier:
    """Give the adapter that the settings name."""
    if settings.mail_adapter == "smtp" and settings.smtp_url is not None:
        return SmtpCarrier.parse(settings.smtp_url.get_secret_value(), settings.mail_bounces_to)
    return FileCarrier(Path(settings.mail_directory))
