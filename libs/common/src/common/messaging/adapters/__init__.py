"""The event log's adapters."""

from __future__ import annotations

from common.messaging.log import EventLog
from common.settings import ServiceSettings


def open_event_log(settings: ServiceSettings) -> EventLog:
    """Give the event log that the settings name. An adapter's driver is loaded only if used."""
    url = settings.event_log_url.get_secret_value()
    if settings.event_log == "kafka":
        from common.messaging.adapters.kafka import KafkaLog  # noqa: PLC0415

        return KafkaLog(url)
    from common.messaging.adapters.postgres import PostgresLog  # noqa: PLC0415

    return PostgresLog(url)
