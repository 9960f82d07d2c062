"""Setting up a fresh clone, with a Python and an installer that only write down what they do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGES = (
    "libs/common", "services/panel", "services/insights", "services/governance",
    "services/gateway", "deploy/local",
)  # fmt: skip
INSTALLER = """#!/bin/sh
case "$*" in *"-m pip --version") exit 0 ;; esac
echo "begin" >> log; sleep 0.2; echo "end" >> log
"""
PYTHON = f"""#!/bin/sh
[ "$1" = -m ] || exit 0
mkdir -p .venv/bin
for name in python uv; do cat > .venv/bin/$name <<'STOP'
{INSTALLER}STOP
chmod +x .venv/bin/$name; done
echo "venv" >> log
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.lock", "requirements-bootstrap.txt"):
        (tmp_path / name).touch()
    for package in PACKAGES:
        (tmp_path / package).mkdir(parents=True)
        (tmp_path / package / "pyproject.toml").touch()
    (tmp_path / "a_python").write_text(PYTHON)
    (tmp_path / "a_python").chmod(0o755)
    return tmp_path


def setting_up(clone: Path) -> subprocess.Popen[bytes]:
    command = ["make", "setup", f"PYTHON={clone / 'a_python'}"]
    return subprocess.Popen(command, cwd=clone, stdout=subprocess.DEVNULL)


def test_of_two_commands_at_once_one_sets_up_and_the_other_waits(clone: Path) -> None:
    both = [setting_up(clone), setting_up(clone)]
    assert [one.wait(timeout=60) for one in both] == [0, 0]
    assert (clone / "log").read_text().split() == ["venv", *["begin", "end"] * 3]


def test_an_environment_that_was_broken_off_is_made_anew(clone: Path) -> None:
    python = clone / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    assert setting_up(clone).wait(timeout=60) == 0
    assert (clone / "log").read_text().split()[0] == "venv"
