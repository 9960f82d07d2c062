"""What governance's routes ask for besides what every service's do."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Request

from common.web.dependencies import Principal, requires
from governance.keys import GovernanceKeys

__all__ = ["Asker", "Assured", "Keys", "LinkToken", "Manager", "PersonalManager", "keeps_record"]

PERSONAL = "governance:personal"
"""Scope of staff who see who asked or petitioned."""


async def governance_keys(request: Request) -> GovernanceKeys:
    """Give the keys that the composition root made."""
    keys: GovernanceKeys = request.app.state.governance_keys
    return keys


Keys = Annotated[GovernanceKeys, Depends(governance_keys)]
LinkToken = Annotated[
    str,
    Header(
        alias="X-Link-Token",
        min_length=20,
        max_length=100,
        description="The token of the link in a mail.",
    ),
]
Asker = Annotated[Principal, requires("governance:ask")]
"""Members of the public by way of the gateway's pages, and partners' own forms."""
Manager = Annotated[Principal, requires("governance:manage")]


async def _assured(
    principal: Annotated[Principal, requires("governance:read")],
) -> Principal:
    if not keeps_record(principal):
        principal.require("governance:assurance")
    return principal


def keeps_record(principal: Principal) -> bool:
    """Say whether somebody keeps the record, and so reads what is withheld too."""
    return "governance:manage" in principal.scopes


Assured = Annotated[Principal, Depends(_assured)]
"""Who keeps the record, or is on a committee that gives assurance of it and keeps none."""
PersonalManager = Annotated[Principal, requires("governance:manage", PERSONAL)]
