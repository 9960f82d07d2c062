"""Where workers keep the ledgers of what was taken back, on a cluster (ADR 10 and 14)."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.manifests import container, environment, named


class TestLedger:
    @pytest.mark.parametrize(
        ("name", "setting"),
        [("panel-worker", "GT_ERASURE_LEDGER"), ("insights-worker", "GT_WITHDRAWAL_LEDGER")],
    )
    def test_each_worker_keeps_a_ledger_of_its_own(self, name: str, setting: str) -> None:
        worker = named("StatefulSet", name)
        folder = str(Path(environment(worker)[setting]).parent)
        mounts = container(worker)["volumeMounts"]
        mounted = [mount["name"] for mount in mounts if mount["mountPath"] == folder]
        claimed = [claim["metadata"]["name"] for claim in worker["spec"]["volumeClaimTemplates"]]
        assert mounted == claimed == ["ledger"]
