"""The local Kafka is the real one: it keeps what it acknowledged, through kill -9 too."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from local_runner import kafka as local_kafka
from local_runner.kafka import EmbeddedKafka, KafkaFailed

pytestmark = pytest.mark.kafka


@pytest.fixture
def kafka(tmp_path: Path) -> Iterator[EmbeddedKafka]:
    reason = local_kafka.missing()
    if reason is not None and os.environ.get("CI") != "true":
        pytest.skip(reason)
    assert reason is None
    broker = EmbeddedKafka(tmp_path / "kafka")
    yield broker
    broker.stop()


async def make_topic(broker: EmbeddedKafka) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic("facts", 1, 1)])
    finally:
        await admin.close()


async def send(broker: EmbeddedKafka, *values: bytes) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=broker.bootstrap, enable_idempotence=True, acks="all"
    )
    await producer.start()
    try:
        for value in values:
            await producer.send_and_wait("facts", value, key=b"one")
    finally:
        await producer.stop()


async def read(broker: EmbeddedKafka, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(
        "facts", bootstrap_servers=broker.bootstrap, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        return [(await consumer.getone()).value for _ in range(count)]
    finally:
        await consumer.stop()


class TestBroker:
    def test_what_it_acknowledged_survives_kill_9(self, kafka: EmbeddedKafka) -> None:
        kafka.start()
        address = kafka.bootstrap
        asyncio.run(make_topic(kafka))
        asyncio.run(send(kafka, b"before"))
        kafka.kill()
        kafka.start()
        assert kafka.bootstrap == address
        asyncio.run(send(kafka, b"after"))
        assert asyncio.run(read(kafka, 2)) == [b"before", b"after"]
        kafka.stop()
        assert kafka.pid is None

    def test_two_cannot_share_a_directory(self, kafka: EmbeddedKafka) -> None:
        kafka.start()
        with pytest.raises(KafkaFailed, match="another process runs Kafka"):
            EmbeddedKafka(kafka.directory).start()
        assert kafka.pid is not None


class TestMissing:
    def test_one_line_names_what_is_not_installed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        assert local_kafka.missing() == (
            "Apache Kafka cannot run here: Java 17 or later is not installed"
        )

    def test_an_old_java_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for program in ("java", "mvn"):
            (tmp_path / program).write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
            (tmp_path / program).chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
        assert "needs Java 17" in str(local_kafka.missing())

    def test_a_jar_that_maven_cannot_find_is_an_error_and_leaves_no_stamp(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "pom.xml").write_text("<project/>")
        monkeypatch.setattr(local_kafka, "missing", lambda: None)
        (tmp_path / "mvn").write_text("#!/bin/sh\necho '[ERROR] no such jar'; exit 1\n")
        (tmp_path / "mvn").chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
        with pytest.raises(KafkaFailed, match="no such jar"):
            local_kafka.fetch_jars(tmp_path)
        assert not (tmp_path / "target" / "libs.stamp").exists()
