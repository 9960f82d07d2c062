"""The commands of ``python -m common.crypto.keys``, apart from what every process needs of keys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from common.crypto.keys import generate, rotate

_PrivatePath = Annotated[Path, typer.Option(help="file of the private keys, mode 0600")]
_PublicPath = Annotated[Path, typer.Option(help="file of the public keys")]

app = typer.Typer(help="Key sets for the gateway's tokens.", no_args_is_help=True)


@app.command("generate")
def generate_command(private: _PrivatePath, public: _PublicPath) -> None:
    """Make a key pair where there is none."""
    generate(private, public)


@app.command("rotate")
def rotate_command(private: _PrivatePath, public: _PublicPath) -> None:
    """Sign with a new key from now on."""
    rotate(private, public)


if __name__ == "__main__":
    app(prog_name="python -m common.crypto.keys")
