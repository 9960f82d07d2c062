"""The mappings that come with the library."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from insights.feedback.schemas import ReadyMapping


@cache
def ready_mappings() -> dict[str, ReadyMapping]:
    """Give the mappings that come with the library, by name."""
    folder = files("insights.feedback").joinpath("mappings")
    ready = [
        ReadyMapping.model_validate_json(file.read_bytes())
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".json")
    ]
    return {mapping.name: mapping for mapping in ready}
