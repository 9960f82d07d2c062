"""What the panel's routes ask for besides what every service's do."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from common.web.dependencies import Principal, requires
from panel.keys import PanelKeys

__all__ = ["Answerer", "Caller", "Joiner", "Keys", "Manager", "PersonalReader", "Reader"]


async def panel_keys(request: Request) -> PanelKeys:
    """Give the keys that the composition root made."""
    keys: PanelKeys = request.app.state.panel_keys
    return keys


Keys = Annotated[PanelKeys, Depends(panel_keys)]
Caller = Annotated[Principal, requires()]
"""Anybody whom the gateway has proved for this system, residents included."""
Reader = Annotated[Principal, requires("panel:read")]
PersonalReader = Annotated[Principal, requires("panel:read", "panel:personal")]
Manager = Annotated[Principal, requires("panel:manage")]
Joiner = Annotated[Principal, requires("panel:signup")]
Answerer = Annotated[Principal, requires("panel:answer")]
