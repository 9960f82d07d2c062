"""Where the panel's workers keep the erasure ledger on a cluster (ADR 10)."""

from __future__ import annotations

from pathlib import Path

from deploy.manifests import container, environment, named


class TestLedger:
    def test_each_of_the_panels_workers_keeps_an_erasure_ledger_of_its_own(self) -> None:
        worker = named("StatefulSet", "panel-worker")
        folder = str(Path(environment(worker)["GT_ERASURE_LEDGER"]).parent)
        mounts = container(worker)["volumeMounts"]
        mounted = [mount["name"] for mount in mounts if mount["mountPath"] == folder]
        claimed = [claim["metadata"]["name"] for claim in worker["spec"]["volumeClaimTemplates"]]
        assert mounted == claimed == ["ledger"]
