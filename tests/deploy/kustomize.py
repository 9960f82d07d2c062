"""Renders the part of Kustomize that deploy/k8s uses, and refuses the rest.

Compared with `kustomize build` v5.7.1: the same objects for the base and the overlay.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

Object = dict[str, Any]

CLUSTER_WIDE = {"Namespace"}
_KNOWN = {"apiVersion", "kind", "namespace", "labels", "resources", "images", "patches"}
_LABEL_KEYS = {"pairs", "includeTemplates"}
_TEMPLATED = {"Deployment", "StatefulSet", "Job"}


def render(folder: Path) -> list[Object]:
    """Give the objects of a kustomization.

    Raises:
        ValueError: where it uses what isn't rendered here, or a patch finds nothing to change.
    """
    file: Object = yaml.safe_load((folder / "kustomization.yaml").read_text("utf-8"))
    if unknown := set(file) - _KNOWN:
        raise ValueError(f"{folder}: not rendered here: {sorted(unknown)}")
    objects: list[Object] = []
    for name in file.get("resources", []):
        path = folder / name
        objects += render(path) if path.is_dir() else _read(path)
    for patch in file.get("patches", []):
        _patch(objects, patch, folder)
    for made in objects:
        if made["kind"] not in CLUSTER_WIDE:
            made["metadata"]["namespace"] = file["namespace"]
        for labels in file.get("labels", []):
            _label(made, labels)
        for image in file.get("images", []):
            _rename_image(made, image)
    return objects


def _read(file: Path) -> list[Object]:
    return [made for made in yaml.safe_load_all(file.read_text("utf-8")) if made]


def _label(made: Object, labels: Object) -> None:
    if unknown := set(labels) - _LABEL_KEYS:
        raise ValueError(f"labels: not rendered here: {sorted(unknown)}")
    made["metadata"].setdefault("labels", {}).update(labels["pairs"])
    if labels.get("includeTemplates") and made["kind"] in _TEMPLATED:
        template = made["spec"]["template"]["metadata"]
        template.setdefault("labels", {}).update(labels["pairs"])


def _rename_image(made: Object, image: Object) -> None:
    if made["kind"] not in _TEMPLATED:
        return
    pod = made["spec"]["template"]["spec"]
    for container in [*pod.get("initContainers", []), *pod["containers"]]:
        if container["image"].partition(":")[0] == image["name"]:
            container["image"] = f"{image['newName']}:{image['newTag']}"


def _patch(objects: list[Object], patch: Object, folder: Path) -> None:
    if "path" in patch:
        for change in _read(folder / patch["path"]):
            kind, name = change["kind"], change["metadata"]["name"]
            _merge(_find(objects, kind, name), change)
        return
    target = _find(objects, patch["target"]["kind"], patch["target"]["name"])
    for operation in yaml.safe_load(patch["patch"]):
        _apply(target, operation)


def _find(objects: list[Object], kind: str, name: str) -> Object:
    for made in objects:
        if (made["kind"], made["metadata"]["name"]) == (kind, name):
            return made
    raise ValueError(f"a patch changes {kind} {name}, which isn't there")


def _merge(into: Object, change: Object) -> None:
    """Merge mappings; lists would need the schema's merge keys, so they are refused."""
    for key, value in change.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        elif isinstance(value, list):
            raise ValueError(f"a patch of the list {key} isn't rendered here")
        else:
            into[key] = copy.deepcopy(value)


def _apply(target: Object, operation: Object) -> None:
    if operation["op"] != "replace":
        raise ValueError(f"not rendered here: {operation['op']}")
    *parents, last = operation["path"].strip("/").split("/")
    for part in parents:
        target = target[part]
    if last not in target:
        raise ValueError(f"nothing to replace at {operation['path']}")
    target[last] = operation["value"]
