"""The Kubernetes manifests as rendered, and what is read out of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deploy.compose import ROOT, environment_file
from deploy.kustomize import render

FOLDER = ROOT / "deploy" / "k8s"
BASE = render(FOLDER / "base")
PRODUCTION = render(FOLDER / "overlays" / "production")
TEMPLATED = {"Deployment", "StatefulSet", "Job"}
COMPONENT = "app.kubernetes.io/component"

Object = dict[str, Any]


def title(made: Object) -> str:
    return f"{made['kind']} {made['metadata']['name']}"


def named(kind: str, name: str, objects: list[Object] = PRODUCTION) -> Object:
    return next(o for o in objects if o["kind"] == kind and o["metadata"]["name"] == name)


def workloads() -> list[Object]:
    return [made for made in PRODUCTION if made["kind"] in TEMPLATED]


def pod(made: Object) -> Object:
    found: Object = made["spec"]["template"]["spec"]
    return found


def labels_of(made: Object) -> dict[str, str]:
    found: dict[str, str] = made["spec"]["template"]["metadata"]["labels"]
    return found


def matches(selector: Object, labels: dict[str, str]) -> bool:
    for rule in selector.get("matchExpressions", []):
        assert rule["operator"] == "In"
        if labels.get(rule["key"]) not in rule["values"]:
            return False
    wanted: dict[str, str] = selector.get("matchLabels", {})
    return wanted.items() <= labels.items()


def container(made: Object) -> Object:
    (only,) = pod(made)["containers"]
    found: Object = only
    return found


def service_of(made: Object) -> str:
    return str(container(made)["image"].rpartition("/")[2].partition(":")[0])


def secret_references(made: Object) -> Iterator[tuple[str, str | None]]:
    for entry in container(made).get("env", []):
        if "valueFrom" in entry:
            reference = entry["valueFrom"]["secretKeyRef"]
            yield reference["name"], reference["key"]
    for volume in pod(made).get("volumes", []):
        if "secret" in volume:
            yield volume["secret"]["secretName"], None


def environment(made: Object) -> dict[str, str]:
    """Give a container's environment, with a stand-in for each secret that production accepts."""
    values: dict[str, str] = {}
    for source in container(made).get("envFrom", []):
        values |= named("ConfigMap", source["configMapRef"]["name"])["data"]
    secrets = environment_file()
    stand_ins = {
        "sealing-keys": secrets["PANEL_SEALING_KEYS"],
        "key-encryption-keys": secrets["PANEL_KEY_ENCRYPTION_KEYS"],
        "index-key": secrets["PANEL_INDEX_KEY"],
        "smtp-url": "smtps://user:password@mail.example.org",
        "key-pepper": secrets["GATEWAY_KEY_PEPPER"],
    }
    for entry in container(made).get("env", []):
        key = entry.get("valueFrom", {}).get("secretKeyRef", {}).get("key", "")
        address = "postgresql://role:password@database-rw.database:5432/golden_thread"
        values[entry["name"]] = entry.get("value", stand_ins.get(key, address))
    return values
