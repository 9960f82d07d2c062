"""The Kubernetes manifests: what the API takes, what services take, no more than is needed."""

from __future__ import annotations

import copy
import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest

from deploy.compose import SERVICES, reads_settings, settings_of
from deploy.kustomize import render
from deploy.manifests import (
    BASE,
    COMPONENT,
    FOLDER,
    PRODUCTION,
    Object,
    container,
    environment,
    labels_of,
    matches,
    named,
    pod,
    secret_references,
    service_of,
    title,
    workloads,
)
from panel.datakeys.sealing_up import MAKES_ROOM

VERSION = kubernetes_validate.latest_version()


class TestSchemas:
    @pytest.mark.parametrize("objects", [BASE, PRODUCTION], ids=["base", "production"])
    def test_every_object_is_one_that_the_api_takes(self, objects: list[Object]) -> None:
        for made in objects:
            kubernetes_validate.validate(made, VERSION, strict=True)

    def test_the_schemas_would_notice_a_misspelt_field(self) -> None:
        wrong = copy.deepcopy(named("Deployment", "panel"))
        wrong["spec"]["template"]["spec"]["contaners"] = []
        with pytest.raises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate(wrong, VERSION, strict=True)

    def test_no_two_objects_share_a_name(self) -> None:
        titles = [title(made) for made in PRODUCTION]
        assert len(titles) == len(set(titles))


class TestCompleteness:
    @pytest.mark.parametrize("service", SERVICES)
    def test_every_service_has_all_its_objects(self, service: str) -> None:
        expected = {
            f"Deployment {service}",
            f"StatefulSet {service}-worker",
            f"Service {service}",
            f"Service {service}-worker",
            f"Job {service}-migrate",
            f"HorizontalPodAutoscaler {service}",
            f"PodDisruptionBudget {service}",
            f"PodDisruptionBudget {service}-worker",
        }
        assert expected <= {title(made) for made in BASE}

    def test_selectors_find_exactly_one_workload(self) -> None:
        for made in PRODUCTION:
            if made["kind"] == "Service":
                selector = {"matchLabels": made["spec"]["selector"]}
            elif made["kind"] in {"PodDisruptionBudget", "Deployment", "StatefulSet"}:
                selector = made["spec"]["selector"]
            else:
                continue
            assert sum(matches(selector, labels_of(w)) for w in workloads()) == 1, title(made)

    def test_autoscalers_scale_what_exists(self) -> None:
        for made in PRODUCTION:
            if made["kind"] == "HorizontalPodAutoscaler":
                target = made["spec"]["scaleTargetRef"]
                assert named(target["kind"], target["name"])

    def test_the_ingress_leads_to_the_gateway(self) -> None:
        (rule,) = named("Ingress", "gateway")["spec"]["rules"]
        (path,) = rule["http"]["paths"]
        backend = path["backend"]["service"]
        ports = named("Service", backend["name"])["spec"]["ports"]
        assert backend["port"]["name"] in {port["name"] for port in ports}

    def test_the_overlay_changes_every_image_and_public_address(self) -> None:
        for made in workloads():
            assert container(made)["image"].startswith("images.example.org/"), title(made)
        for made in PRODUCTION:
            if made["kind"] == "ConfigMap" and "GT_PUBLIC_URL" in made["data"]:
                assert made["data"]["GT_PUBLIC_URL"] == "https://involve.example.org"

    def test_every_secret_that_is_read_is_documented(self) -> None:
        readme = (FOLDER / "README.md").read_text("utf-8")
        documented = set(re.findall(r"`([^`]+)`", readme))
        for made in workloads():
            for secret, key in secret_references(made):
                assert secret in documented, f"{title(made)} reads the secret {secret}"
                assert key is None or key in documented, f"{title(made)} reads {secret}/{key}"


class TestUpgradeOfThePanel:
    def test_seals_between_the_two_migrations_and_never_gives_the_owner_a_key(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = named("Job", "panel-migrate")
        room, seal = pod(job)["initContainers"]
        assert room["command"] == ["alembic", "upgrade", MAKES_ROOM]
        assert seal["command"] == ["python", "-m", "panel.datakeys", "seal"]
        assert {entry["name"] for entry in room["env"]} == {"GT_MIGRATION_DATABASE_URL"}
        for one in (room, seal):
            assert one["image"] == container(job)["image"]
            assert one["securityContext"] == container(job)["securityContext"]
        alone = copy.deepcopy(job)
        pod(alone)["containers"] = [seal]
        given = environment(alone)
        assert "GT_MIGRATION_DATABASE_URL" not in given
        for key, value in given.items():
            monkeypatch.setenv(key, value)
        assert settings_of("panel")().environment == "production"


class TestEnvironment:
    @pytest.mark.parametrize("made", workloads(), ids=title)
    def test_every_gt_name_is_a_setting_of_that_service(self, made: Object) -> None:
        given = {name for name in environment(made) if name.startswith("GT_")}
        if reads_settings(container(made)["command"]):
            kind = settings_of(service_of(made))
            assert given <= {f"GT_{field.upper()}" for field in kind.model_fields}
        else:
            assert given <= {"GT_MIGRATION_DATABASE_URL"}

    @pytest.mark.parametrize(
        "made", [w for w in workloads() if reads_settings(container(w)["command"])], ids=title
    )
    def test_production_accepts_it(self, made: Object, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in environment(made).items():
            monkeypatch.setenv(name, value)
        settings = settings_of(service_of(made))()
        assert settings.environment == "production"
        worker = labels_of(made)[COMPONENT] == "worker"
        listens = settings.metrics_port if worker else settings.port
        assert listens == container(made)["ports"][0]["containerPort"]
        assert (settings.relay_database_url is not None) == worker

    @pytest.mark.parametrize("service", SERVICES)
    def test_workers_and_apis_run_the_commands_that_compose_runs(self, service: str) -> None:
        assert container(named("Deployment", service))["command"][2] == f"{service}.main"
        worker = named("StatefulSet", f"{service}-worker")
        assert container(worker)["command"][2] == f"{service}.worker"

    def test_only_the_gateways_api_holds_the_private_token_keys(self) -> None:
        holders = [
            title(made)
            for made in workloads()
            if ("token-keys-private", None) in secret_references(made)
        ]
        assert holders == ["Deployment gateway"]

    def test_only_governances_worker_holds_the_logs_keys(self) -> None:
        holders = [title(w) for w in workloads() if ("log-keys", None) in secret_references(w)]
        assert holders == ["StatefulSet governance-worker"]


class TestConfinement:
    """The restricted pod security standard, which the namespace enforces."""

    @pytest.mark.parametrize("made", workloads(), ids=title)
    def test_pods_are_restricted(self, made: Object) -> None:
        outer, inner = pod(made)["securityContext"], container(made)["securityContext"]
        assert outer["runAsNonRoot"] is True
        assert outer["seccompProfile"] == {"type": "RuntimeDefault"}
        assert inner["allowPrivilegeEscalation"] is False
        assert inner["readOnlyRootFilesystem"] is True
        assert inner["capabilities"] == {"drop": ["ALL"]}
        assert pod(made)["automountServiceAccountToken"] is False
        assert {"requests", "limits"} <= set(container(made)["resources"])

    @pytest.mark.parametrize("made", workloads(), ids=title)
    def test_what_serves_is_probed(self, made: Object) -> None:
        if made["kind"] == "Job":
            return
        probes = {
            probe: container(made)[probe]["httpGet"]["path"]
            for probe in ("startupProbe", "livenessProbe", "readinessProbe")
        }
        assert probes["livenessProbe"] == probes["startupProbe"] == "/health/live"
        assert probes["readinessProbe"] == "/health/ready"

    def test_nothing_may_talk_unless_a_policy_says_so(self) -> None:
        spec = named("NetworkPolicy", "default-deny")["spec"]
        assert spec == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}

    @pytest.mark.parametrize(
        ("speaker", "listener", "allowed"),
        [
            ("gateway", "panel", True),
            ("gateway", "insights", True),
            ("gateway", "governance", True),
            ("panel", "insights", False),
            ("insights", "panel", False),
            ("panel", "gateway", False),
        ],
    )
    def test_only_the_gateway_reaches_services(
        self, speaker: str, listener: str, allowed: bool
    ) -> None:
        source = labels_of(named("Deployment", speaker))
        target = labels_of(named("Deployment", listener))
        assert (_may("egress", source, target) and _may("ingress", target, source)) is allowed

    @pytest.mark.parametrize(
        ("speaker", "ports"),
        [
            ("Deployment governance", set()),
            ("StatefulSet governance-worker", {443, 465, 587}),
            ("Deployment panel", set()),
            ("StatefulSet panel-worker", {465, 587}),
        ],
    )
    def test_only_a_worker_with_something_to_bring_reaches_the_outer_world(
        self, speaker: str, ports: set[int]
    ) -> None:
        """Governance's worker takes checkpoints to witnesses; its API, which the public reaches,
        does not."""
        kind, name = speaker.split()
        assert {port for port, _ in _outer(labels_of(named(kind, name)))} == ports

    def test_the_outer_world_is_no_network_of_the_cluster(self) -> None:
        """Whoever brings a checkpoint or a mail out cannot be sent to the cluster's own addresses,
        or to those from which a cloud gives credentials."""
        reached = _outer(labels_of(named("StatefulSet", "governance-worker")))
        assert reached
        for _, block in reached:
            left_out = [ip_network(one) for one in block["except"]]
            for inner in ("10.1.2.3", "172.20.0.1", "192.168.1.1", "169.254.169.254"):
                assert any(ip_address(inner) in one for one in left_out), inner

    def test_patches_that_find_nothing_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "kustomization.yaml").write_text(
            "namespace: x\npatches: [{target: {kind: Job, name: absent}, patch: '[]'}]\n"
        )
        with pytest.raises(ValueError, match="Job absent"):
            render(tmp_path)


def _may(way: str, subject: dict[str, str], other: dict[str, str]) -> bool:
    peer = {"egress": "to", "ingress": "from"}[way]
    return any(
        matches(end["podSelector"], other)
        for made in PRODUCTION
        if made["kind"] == "NetworkPolicy" and matches(made["spec"]["podSelector"], subject)
        for rule in made["spec"].get(way, [])
        for end in rule[peer]
        if "podSelector" in end and "namespaceSelector" not in end
    )


def _outer(subject: dict[str, str]) -> list[tuple[int, dict[str, Any]]]:
    """Give each port at which a pod may reach addresses outside of the cluster, with the block."""
    return [
        (port["port"], end["ipBlock"])
        for made in PRODUCTION
        if made["kind"] == "NetworkPolicy" and matches(made["spec"]["podSelector"], subject)
        for rule in made["spec"].get("egress", [])
        for end in rule.get("to", [])
        if "ipBlock" in end
        for port in rule["ports"]
    ]
