"""The golden thread on real Apache Kafka, in a file of its own: it needs another system."""

from __future__ import annotations

import os
import shutil

import pytest

from e2e.system import RunningSystem, expect_whole
from local_runner import kafka as local_kafka

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.kafka]


def test_the_walk_finds_every_link(tmp_path_factory: pytest.TempPathFactory) -> None:
    reason = local_kafka.missing()
    if reason is not None and os.environ.get("CI") != "true":
        pytest.skip(reason)
    assert reason is None
    folder = tmp_path_factory.mktemp("e2e-kafka")
    with RunningSystem(folder / "var", event_log="kafka") as system:
        expect_whole(system, system.walk())
        status, left = system.stop()
        assert (status, left) == (0, [])
    shutil.rmtree(folder, ignore_errors=True)
