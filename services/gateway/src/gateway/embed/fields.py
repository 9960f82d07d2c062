"""What addresses and forms in frames are made of."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Path

Ics = Annotated[str, Path(pattern=r"^[A-Z0-9]{3,10}$")]
Text = Annotated[str, Form(max_length=1000)]
