"""What the panel's routes ask for besides what every service's do."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Request

from common.web.dependencies import Principal, requires
from common.web.given import of_request
from panel.keys import PanelKeys
from panel.settings import PanelSettings

__all__ = [
    "AnswerEnterer",
    "Answerer",
    "Caller",
    "Enroller",
    "Joiner",
    "Keys",
    "ManageToken",
    "Manager",
    "PersonalManager",
    "PersonalReader",
    "Reader",
    "Settings",
]


@of_request
async def panel_keys(request: Request) -> PanelKeys:
    """Give the keys that the composition root made."""
    keys: PanelKeys = request.app.state.panel_keys
    return keys


@of_request
async def panel_settings(request: Request) -> PanelSettings:
    """Give the settings that the composition root was made of."""
    settings: PanelSettings = request.app.state.panel_settings
    return settings


Settings = Annotated[PanelSettings, Depends(panel_settings)]
Keys = Annotated[PanelKeys, Depends(panel_keys)]
ManageToken = Annotated[
    str,
    Header(
        alias="X-Manage-Token",
        min_length=20,
        max_length=100,
        description="The token of the link to one's own page.",
    ),
]
Caller = Annotated[Principal, requires()]
"""Anybody whom the gateway has proved for this system, residents included."""
Reader = Annotated[Principal, requires("panel:read")]
PersonalReader = Annotated[Principal, requires("panel:read", "panel:personal")]
Manager = Annotated[Principal, requires("panel:manage")]
PersonalManager = Annotated[Principal, requires("panel:manage", "panel:personal")]
Enroller = Annotated[Principal, requires("panel:enrol")]
"""A partner or staff who enrol people without email; they see nothing of the panel by it."""
AnswerEnterer = Annotated[Principal, requires("panel:entry")]
"""Staff who enter what members answered by telephone, on paper or face to face."""
Joiner = Annotated[Principal, requires("panel:signup")]
Answerer = Annotated[Principal, requires("panel:answer")]
