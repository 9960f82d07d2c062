"""What every store of files promises, held against each adapter."""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from insights.files.errors import StoreUnavailable
from insights.files.storage import bucket, open_store
from insights.files.storage.port import FileStore, Key, NotStored, key_of
from insights.settings import InsightsSettings
from insights_support import QE1, QKK

LATER = timedelta(days=1)


@pytest.fixture(scope="session")
def service() -> Iterator[dict[str, str]]:
    """An S3-compatible service on loopback, with a bucket."""
    import boto3  # type: ignore[import-untyped]
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {"files_access_key": "test", "files_secret_key": "test"}
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        region_name="eu-west-2",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    client.create_bucket(
        Bucket="files", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
    )
    client.close()
    yield {
        "files_adapter": "s3",
        "files_bucket": "files",
        "files_endpoint": f"http://{host}:{port}",
        **keys,
    }
    server.stop()


@pytest.fixture(params=["directory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, service_settings: Any) -> FileStore:
    """Each adapter in turn, as the settings make it."""
    if request.param == "directory":
        chosen = {"files_directory": str(tmp_path / "files")}
    else:
        chosen = request.getfixturevalue("service")
    return open_store(service_settings(InsightsSettings, **chosen))


async def read(store: FileStore, key: Key) -> bytes:
    return b"".join([chunk async for chunk in store.read(key)])


async def names(store: FileStore, moment: datetime) -> set[str]:
    return {name async for name in store.older_than(moment)}


def new_key() -> Key:
    return key_of(QE1, uuid4())


class TestStore:
    @pytest.mark.parametrize("size", [1, 300_000, 20_000_001])
    async def test_gives_back_what_was_put(self, store: FileStore, size: int) -> None:
        key, content = new_key(), bytes(range(256)) * (size // 256) + b"x" * (size % 256)
        file = io.BytesIO(content)
        file.seek(0, io.SEEK_END)  # it is read from its beginning, wherever it stands
        await store.put(key, file)
        assert await read(store, key) == content

    @pytest.mark.parametrize(("start", "stop"), [(0, 1), (5, 900_000), (999_999, 1_000_000)])
    async def test_gives_a_part_of_what_was_put(
        self, store: FileStore, start: int, stop: int
    ) -> None:
        key, content = new_key(), bytes(n % 251 for n in range(1_000_000))
        await store.put(key, io.BytesIO(content))
        chunks = [chunk async for chunk in store.read_part(key, start, stop)]
        assert b"".join(chunks) == content[start:stop]
        with pytest.raises(NotStored):
            await anext(store.read_part(new_key(), start, stop))

    async def test_a_large_file_comes_in_pieces(self, store: FileStore) -> None:
        key = new_key()
        await store.put(key, io.BytesIO(b"x" * 5_000_000))
        sizes = [len(chunk) async for chunk in store.read(key)]
        assert sum(sizes) == 5_000_000
        assert max(sizes) < 2_500_000

    async def test_what_is_not_there_is_told_apart_from_an_empty_file(
        self, store: FileStore
    ) -> None:
        with pytest.raises(NotStored):
            await read(store, new_key())

    async def test_what_is_deleted_is_gone_and_deleting_it_again_does_nothing(
        self, store: FileStore
    ) -> None:
        key, other = new_key(), new_key()
        for one in (key, other):
            await store.put(one, io.BytesIO(b"x"))
        await store.delete(key)
        await store.delete(key)
        with pytest.raises(NotStored):
            await read(store, key)
        assert await read(store, other) == b"x"

    async def test_names_what_is_older_than_a_moment(self, store: FileStore) -> None:
        key, other = new_key(), key_of(QKK, uuid4())
        for one in (key, other):
            await store.put(one, io.BytesIO(b"x"))
        assert {key, other} <= await names(store, datetime.now(UTC) + LATER)
        assert not {key, other} & await names(store, datetime.now(UTC) - LATER)

    async def test_a_file_that_breaks_off_is_not_there(self, store: FileStore) -> None:
        class Breaks(io.BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                part = super().read(min(size or 100, 100) if size != -1 else 100)
                if self.tell() > 300:
                    raise OSError("the disk is full")
                return part

        key = new_key()
        with pytest.raises(Exception, match="the disk is full"):
            await store.put(key, Breaks(b"x" * 1000))
        with pytest.raises(NotStored):
            await read(store, key)


class TestBucket:
    @pytest.fixture(params=["silent", "gone"])
    def store(
        self,
        request: pytest.FixtureRequest,
        service_settings: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> Iterator[FileStore]:
        """A bucket whose service takes calls and says nothing, or is not there."""
        monkeypatch.setattr(bucket, "PATIENCE", timedelta(seconds=1))
        with socket.create_server(("127.0.0.1", 0)) as service:
            port = service.getsockname()[1] if request.param == "silent" else 1
            named = {
                "files_adapter": "s3", "files_bucket": "files", "files_access_key": "test",
                "files_secret_key": "test", "files_endpoint": f"http://127.0.0.1:{port}",
            }  # fmt: skip
            yield open_store(service_settings(InsightsSettings, **named))

    @pytest.mark.parametrize("size", [1, 20_000_000])
    async def test_nobody_waits_long_for_one_that_does_not_answer(
        self, store: FileStore, size: int
    ) -> None:
        """Who waits holds a connection to the database."""
        key = new_key()
        async with asyncio.timeout(20):
            with pytest.raises(StoreUnavailable):
                await store.put(key, io.BytesIO(b"x" * size))
            with pytest.raises(StoreUnavailable):
                await read(store, key)
            with pytest.raises(StoreUnavailable):
                await anext(store.read_part(key, 0, 1))
            with pytest.raises(StoreUnavailable):
                await store.delete(key)
            with pytest.raises(StoreUnavailable):
                await names(store, datetime.now(UTC))


class TestDirectory:
    async def test_nobody_else_on_the_machine_can_read_it(
        self, tmp_path: Path, service_settings: Any
    ) -> None:
        root = tmp_path / "files"
        store = open_store(service_settings(InsightsSettings, files_directory=str(root)))
        key = new_key()
        await store.put(key, io.BytesIO(b"x"))
        assert (root / key).stat().st_mode & 0o777 == 0o600
        assert (root / key).parent.stat().st_mode & 0o777 == 0o700

    async def test_what_a_crash_left_half_written_is_named_and_can_be_deleted(
        self, tmp_path: Path, service_settings: Any
    ) -> None:
        store = open_store(service_settings(InsightsSettings, files_directory=str(tmp_path)))
        key = new_key()
        half = tmp_path / f"{key}.part"
        half.parent.mkdir()
        half.write_bytes(b"half")
        assert await names(store, datetime.now(UTC) + LATER) == {f"{key}.part"}
        await store.delete(f"{key}.part")
        assert not half.exists()

    @pytest.mark.parametrize("name", ["QE1/../../x", "/etc/passwd", "QE1/x", ""])
    async def test_no_name_leads_out_of_it(
        self, tmp_path: Path, service_settings: Any, name: str
    ) -> None:
        store = open_store(service_settings(InsightsSettings, files_directory=str(tmp_path)))
        for act in (store.delete(name), store.put(Key(name), io.BytesIO(b"x"))):
            with pytest.raises(ValueError, match="not the key"):
                await act
