"""What the library must be told about where its files are."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from insights.settings import InsightsSettings

KEY = base64.b64encode(b"k" * 32).decode()
PRODUCTION = {
    "environment": "production",
    "public_url": "https://involve.example.org",
    "harvest_contact": "feeds@involve.example.org",
    "mail_adapter": "smtp",
    "smtp_url": "smtps://mail.involve.example.org",
    "mail_from": "Library <library@involve.example.org>",
    "sealing_keys": f"one:{KEY}",
    "index_key": KEY,
}
BUCKET = {"files_adapter": "s3", "files_bucket": "files"}


class TestFiles:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"files_adapter": "s3"}, "GT_FILES_BUCKET"),
            ({**BUCKET, "files_access_key": "x"}, "go together"),
            ({"files_directory": "var/files"}, "GT_FILES_DIRECTORY is not a full path"),
            ({**BUCKET, "files_endpoint": "http://minio:9000"}, "GT_FILES_ENDPOINT must begin"),
        ],
    )
    def test_what_would_lose_or_show_them_is_refused(
        self, service_settings: Any, given: dict[str, str], said: str
    ) -> None:
        with pytest.raises(ValidationError, match=said):
            service_settings(InsightsSettings, **PRODUCTION, **given)

    @pytest.mark.parametrize("given", [{"files_directory": "/srv/files"}, BUCKET])
    def test_a_full_path_or_a_bucket_will_do(
        self, service_settings: Any, given: dict[str, str]
    ) -> None:
        assert service_settings(InsightsSettings, **PRODUCTION, **given).environment == "production"
