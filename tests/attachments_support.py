"""Files attached to papers, in tests."""

from __future__ import annotations

from typing import Any

from inspection_support import pdf
from papers_support import Agenda

UNTAGGED = pdf(lambda d: d.Root.__delitem__("/StructTreeRoot"))


async def attach(
    agenda: Agenda,
    paper: dict[str, Any],
    data: bytes = UNTAGGED,
    name: str = "plan.pdf",
    **how: Any,
) -> Any:
    return await agenda.governance.post(
        f"/papers/{paper['id']}/attachments",
        content=data,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
        **how,
    )


async def attached(agenda: Agenda, paper: dict[str, Any], data: bytes, name: str) -> Any:
    answer = await attach(agenda, paper, data, name)
    assert answer.status_code == 201, answer.text
    return answer.json()
