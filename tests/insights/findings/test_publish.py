"""From draft to publication."""

from __future__ import annotations

from insights_support import Library


class TestPublish:
    async def test_a_submitted_finding_is_published_with_its_event(self, library: Library) -> None:
        published = await library.published()
        assert published["state"] == "published"
        assert published["reference"] == "QE1-F-2026-0001"
        kinds = [kind for kind, _ in await library.events()]
        assert kinds == ["insights.finding.published.v1"]
