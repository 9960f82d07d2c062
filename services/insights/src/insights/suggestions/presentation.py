"""How a suggestion is shown: with its label, and the own themes that it would count under."""

from __future__ import annotations

from collections.abc import Callable

from insights.frameworks.rollup import Rollup
from insights.suggestions.repository import Suggested
from insights.suggestions.schemas import SuggestionOut, WordOut

SENTIMENTS = {
    "1": "Very positive",
    "2": "Positive",
    "3": "Neutral",
    "4": "Negative",
    "5": "Very negative",
}


def shower(
    labels: dict[tuple[str, str], str], counted: Rollup
) -> Callable[[Suggested], SuggestionOut]:
    """Give a function that shows a suggestion."""

    def show(found: Suggested) -> SuggestionOut:
        one = found.suggestion
        is_theme = one.kind == "theme"
        label = labels.get((one.framework, one.code)) if is_theme else SENTIMENTS.get(one.code)
        return SuggestionOut.model_validate(
            {
                "id": one.id,
                "item_id": one.item_id,
                "source_id": found.source.id,
                "text": found.item.text or "",
                "kind": one.kind,
                "framework": one.framework,
                "code": one.code,
                "label": label or one.code,
                "own_themes": list(counted.own.get(one.code, ())) if is_theme else [],
                "proposed_by": "person" if one.model_version is None else "model",
                "probability": one.probability,
                "words": [WordOut.model_validate(word) for word in one.words],
                "model_version": one.model_version,
                "suggested_at": one.suggested_at,
                "state": one.state,
                "decided_at": one.decided_at,
                "decided_by": one.decided_by,
                "version": one.version,
            }
        )

    return show
