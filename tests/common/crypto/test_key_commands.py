"""The commands of key sets, as Compose and the guides call them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from common.crypto.keys import read_keys


def call(command: str, folder: Path) -> None:
    files = ["--private", str(folder / "private.json"), "--public", str(folder / "public.json")]
    module = [sys.executable, "-m", "common.crypto.keys", command]
    subprocess.run([*module, *files], check=True, timeout=60)


def test_a_pair_is_made_once_and_then_rotated(tmp_path: Path) -> None:
    call("generate", tmp_path)
    first = read_keys(tmp_path / "private.json").keys[0].kid
    call("generate", tmp_path)
    call("rotate", tmp_path)

    private = [key.kid for key in read_keys(tmp_path / "private.json").keys]
    public = [key.kid for key in read_keys(tmp_path / "public.json").keys]
    assert private == public
    assert private[1:] == [first]
