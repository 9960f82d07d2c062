from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from common.messaging.health import HealthServer
from common.messaging.worker import PartFailed, run_until_stopped
from faults.platform import Platform
from faults.tools import running, until

HERE = Path(__file__).parent


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Process:
    """A worker as a process."""

    def __init__(self, platform: Platform, kind: str, **environment: str) -> None:
        service = "insights" if kind == "consumer" else "panel"
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "worker_main.py"), kind],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(HERE.parents[1]),
                "GT_ENVIRONMENT": "development",
                "GT_DATABASE_URL": platform.url(f"{service}_app"),
                "GT_RELAY_DATABASE_URL": platform.url(f"{service}_relay"),
                "GT_EVENT_LOG": "postgres",
                "GT_EVENT_LOG_URL": platform.log_url,
                "GT_TOKEN_KEYS": "unused.json",
                "GT_METRICS_PORT": str(self.port),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    async def get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False) as http:
            return await http.get(f"http://127.0.0.1:{self.port}{path}")

    async def ready(self) -> bool:
        try:
            return (await self.get("/health/ready")).status_code == 200
        except httpx.TransportError:
            return False

    async def end(self, number: signal.Signals | None = None) -> tuple[int, str]:
        """Wait for its end, after a signal if given; its status and what it said."""
        if number is not None:
            self.process.send_signal(number)
        said, _ = await asyncio.to_thread(self.process.communicate, timeout=60)
        return self.process.returncode, said


@pytest.fixture
def started() -> Iterator[list[Process]]:
    processes: list[Process] = []
    yield processes
    for process in processes:
        process.process.kill()
        process.process.communicate()


@pytest.mark.slow
class TestProcess:
    async def test_two_workers_carry_a_fact_and_stop_cleanly(
        self, platform: Platform, started: list[Process]
    ) -> None:
        producer, consumer = Process(platform, "producer"), Process(platform, "consumer")
        started += [producer, consumer]

        async def arrived() -> bool:
            return len(await platform.effects()) == 1

        await until(arrived, 60)
        await until(producer.ready, 60)
        await until(consumer.ready, 60)
        assert "gt_relay_published_total 1.0" in (await producer.get("/metrics")).text
        metrics = (await consumer.get("/metrics")).text
        assert 'gt_consumer_handled_total{type="panel.counter.grew.v1"} 1.0' in metrics
        assert 'gt_job_failures_total{job="refusing"}' in metrics
        assert (await consumer.get("/health/live")).status_code == 200
        await platform.set_revision("insights", "0000")
        assert not await consumer.ready()
        assert (await consumer.get("/health/live")).status_code == 200
        assert (await consumer.get("/other")).status_code == 404
        status, said = await producer.end(signal.SIGTERM)
        assert (status, "worker stopped" in said) == (0, True)
        status, said = await consumer.end(signal.SIGINT)
        assert (status, "worker stopped" in said) == (0, True)

    async def test_a_worker_without_the_relays_address_refuses_to_start(
        self, platform: Platform, started: list[Process]
    ) -> None:
        process = Process(platform, "consumer", GT_RELAY_DATABASE_URL="")
        started.append(process)
        status, said = await process.end()
        assert status == 78
        assert "insights worker ends: GT_RELAY_DATABASE_URL: a worker needs it" in said

    async def test_a_part_that_fails_for_good_ends_the_process_with_a_clear_line(
        self, platform: Platform, started: list[Process]
    ) -> None:
        taken = socket.create_server(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        process = Process(platform, "producer", GT_METRICS_PORT=port)
        started.append(process)
        status, said = await process.end()
        taken.close()
        assert status == 1
        assert "panel worker ends: health: OSError" in said

    def test_a_worker_loads_neither_the_web_framework_nor_kafkas_client(self) -> None:
        code = (
            "import sys, common.messaging.worker, common.messaging.adapters.postgres; "
            "print([m for m in ('fastapi', 'starlette', 'uvicorn', 'aiokafka', 'alembic', "
            "'typer') if m in sys.modules])"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout == "[]\n"


class TestRunningParts:
    async def test_the_end_of_one_part_ends_all(self) -> None:
        cancelled = asyncio.Event()

        async def endless() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.set()

        async def failing() -> None:
            await asyncio.sleep(0)
            raise ValueError("person@example.org")

        with pytest.raises(PartFailed, match=r"^failing: ValueError$"):
            await run_until_stopped({"endless": endless(), "failing": failing()})
        assert cancelled.is_set()

    async def test_a_part_that_returns_has_failed_too(self) -> None:
        async def returning() -> None:
            return

        with pytest.raises(PartFailed, match="returning: ended by itself"):
            await run_until_stopped({"returning": returning()})

    async def test_a_signal_ends_all_in_peace(self) -> None:
        async def endless() -> None:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()

        await run_until_stopped({"endless": endless()})


class TestHealth:
    async def test_readiness_names_what_fails_without_its_message(self) -> None:
        async def fine() -> None:
            return

        async def failing() -> None:
            raise RuntimeError("postgresql://user:secret@host")

        status, _, body = await HealthServer({"a": fine, "b": failing}).answer("/health/ready")
        assert status == 503
        assert b'"a":"ok"' in body
        assert b'"b":"failed: RuntimeError"' in body
        assert b"secret" not in body

    async def test_a_broken_request_does_not_end_the_server(self) -> None:
        port = free_port()
        async with running(HealthServer({}).run("127.0.0.1", port)):
            for broken in (b"\r\n\r\n", b"GET / HTTP/1.1 too many words\r\n\r\n", b"x" * 20000):
                reader, writer = await self._connect(port)
                writer.write(broken)
                writer.write_eof()
                await reader.read()
                writer.close()
            async with httpx.AsyncClient(trust_env=False) as http:
                answer = await http.get(f"http://127.0.0.1:{port}/health/live")
            assert answer.json() == {"status": "live"}

    async def _connect(self, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        async with asyncio.timeout(10):
            while True:
                try:
                    return await asyncio.open_connection("127.0.0.1", port)
                except ConnectionRefusedError:
                    await asyncio.sleep(0.01)
