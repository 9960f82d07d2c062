"""Makes the .env that docker-compose.yml needs: every secret fresh and random.

    python -m local_runner.compose_env --public-url https://panel.example.org \\
        --smtp-url smtps://user:password@mail.example.org --mail-from "Panel <panel@example.org>" \\
        --file .env
"""

from __future__ import annotations

import base64
import os
import secrets
import uuid
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated

import typer

SERVICES = ("panel", "insights", "governance", "gateway")


def variables(public_url: str, smtp_url: str, mail_from: str, environment: str) -> dict[str, str]:
    """Give every variable of the Compose file, with new secrets."""
    passwords = {
        f"{service}_{kind}_PASSWORD".upper(): secrets.token_urlsafe(32)
        for service in SERVICES
        for kind in ("owner", "app", "relay")
    }
    return {
        "GT_ENVIRONMENT": environment,
        "GT_PUBLIC_URL": public_url,
        "GT_LOG_NAME": public_url.partition("://")[2] + "/log",
        "GT_SMTP_URL": smtp_url,
        "GT_MAIL_FROM": mail_from,
        "GT_HARVEST_CONTACT": parseaddr(mail_from)[1],
        "POSTGRES_PASSWORD": secrets.token_urlsafe(32),
        **passwords,
        "KAFKA_CLUSTER_ID": base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("="),
        "PANEL_SEALING_KEYS": f"first:{_key()}",
        "PANEL_KEY_ENCRYPTION_KEYS": f"first:{_key()}",
        "PANEL_INDEX_KEY": _key(),
        "GOVERNANCE_SEALING_KEYS": f"first:{_key()}",
        "GOVERNANCE_INDEX_KEY": _key(),
        "INSIGHTS_SEALING_KEYS": f"first:{_key()}",
        "INSIGHTS_INDEX_KEY": _key(),
        "GATEWAY_KEY_PEPPER": secrets.token_urlsafe(48),
    }


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def main(
    public_url: Annotated[str, typer.Option(help="https:// address of the gateway")],
    smtp_url: Annotated[str, typer.Option(help="smtp:// or smtps:// address of the mail server")],
    mail_from: Annotated[str, typer.Option(help="sender of every mail, as Name <address>")],
    environment: Annotated[str, typer.Option(help="production or development")] = "production",
    file: Annotated[Path, typer.Option(help="is written, for its owner only")] = Path(".env"),
) -> None:
    """Write a new .env; refuses to replace one, since its secrets would be lost."""
    made = variables(public_url, smtp_url, mail_from, environment)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise typer.BadParameter(f"{file} is there already; move it away first") from None
    with os.fdopen(descriptor, "w") as out:
        out.writelines(f"{name}='{value}'\n" for name, value in made.items())


if __name__ == "__main__":
    typer.run(main)
