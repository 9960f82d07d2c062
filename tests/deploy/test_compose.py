"""docker-compose.yml and the Dockerfiles say what Compose understands and what services take."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from deploy.compose import (
    ROOT,
    SERVICES,
    Dockerfile,
    compose_file,
    environment_file,
    interpolated,
    reads_settings,
    required_variables,
    settings_of,
)
from local_runner.compose_env import main as write_environment
from panel.datakeys.sealing_up import MAKES_ROOM

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "compose-spec.json").read_text("utf-8"))
OURS = [
    name
    for name, entry in compose_file()["services"].items()
    if entry["image"].startswith("golden-thread/")
]
LOCKED = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)


def entry(name: str) -> dict[str, Any]:
    found: dict[str, Any] = interpolated(compose_file(), environment_file())["services"][name]
    return found


def errors_of(content: dict[str, Any]) -> list[str]:
    validator = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
    return [f"{list(e.path)}: {e.message}" for e in validator.iter_errors(content)]


class TestComposeFile:
    def test_it_follows_the_compose_specification(self) -> None:
        assert errors_of(compose_file()) == []

    def test_the_schema_would_notice_a_misspelt_key(self) -> None:
        content = compose_file()
        content["services"]["panel"]["comand"] = ["python"]
        assert errors_of(content)

    def test_what_is_waited_for_exists_and_can_become_so(self) -> None:
        services = compose_file()["services"]
        for name, service in services.items():
            for needed, how in service.get("depends_on", {}).items():
                assert needed in services, f"{name} waits for {needed}"
                once = services[needed].get("restart") == "no"
                expected = "service_completed_successfully" if once else "service_healthy"
                assert how["condition"] == expected, f"{name} waits for {needed}"

    def test_every_network_volume_and_config_is_declared(self) -> None:
        content = compose_file()
        for service in content["services"].values():
            assert set(service.get("networks", [])) <= set(content["networks"])
            assert {c["source"] for c in service.get("configs", [])} <= set(content["configs"])
            named = {v.split(":")[0] for v in service.get("volumes", []) if v[0] not in "./"}
            assert named <= set(content["volumes"])

    def test_only_the_door_and_the_mail_catcher_are_published_and_on_loopback(self) -> None:
        published = {n: s["ports"] for n, s in compose_file()["services"].items() if "ports" in s}
        assert set(published) == {"gateway", "mail"}
        assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)

    def test_only_the_gateway_can_read_the_private_token_keys(self) -> None:
        services = compose_file()["services"]
        holders = {n for n, s in services.items() if "keys-private" in str(s.get("volumes"))}
        assert holders == {"gateway", "keys"}

    def test_only_governances_worker_can_read_the_logs_keys(self) -> None:
        services = compose_file()["services"]
        holders = {n for n, s in services.items() if "log-keys:" in str(s.get("volumes"))}
        assert holders == {"governance-worker", "log-keys"}

    @pytest.mark.parametrize(
        ("service", "setting"),
        [("panel", "GT_ERASURE_LEDGER"), ("insights", "GT_WITHDRAWAL_LEDGER")],
    )
    def test_a_worker_keeps_its_ledger_apart_from_the_database(
        self, service: str, setting: str
    ) -> None:
        content, worker = compose_file(), f"{service}-worker"
        ledger = Path(entry(worker)["environment"][setting])
        mounts = {
            n: [v.split(":") for v in s.get("volumes", [])] for n, s in content["services"].items()
        }
        own = [parts[0] for parts in mounts[worker] if parts[1:] == [str(ledger.parent)]]
        assert len(own) == 1
        assert own[0] in content["volumes"]
        holders = {n for n, found in mounts.items() if any(m[0] == own[0] for m in found)}
        assert holders == {worker}
        image = (ROOT / f"services/{service}/Dockerfile").read_text()
        made = next(line for line in image.splitlines() if "install --directory" in line)
        assert f" {ledger.parent} " in f"{made} "

    @pytest.mark.parametrize("name", OURS)
    def test_our_containers_are_confined(self, name: str) -> None:
        service = entry(name)
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]

    @pytest.mark.parametrize("service", SERVICES)
    def test_one_image_serves_as_api_worker_migration_and_load(self, service: str) -> None:
        for name in (service, f"{service}-worker", f"{service}-migrate", f"{service}-load"):
            assert entry(name)["image"] == f"golden-thread/{service}"


class TestUpgradeOfThePanel:
    def test_seals_between_the_two_migrations_and_never_gives_the_owner_a_key(self) -> None:
        room, seal = entry("panel-make-room"), entry("panel-seal")
        assert room["command"] == ["alembic", "upgrade", MAKES_ROOM]
        assert seal["command"] == ["python", "-m", "panel.datakeys", "seal"]
        assert set(room["environment"]) == {"GT_MIGRATION_DATABASE_URL"}
        assert "GT_MIGRATION_DATABASE_URL" not in seal["environment"]
        waits = {name: set(entry(name)["depends_on"]) for name in ("panel-seal", "panel-migrate")}
        assert waits == {"panel-seal": {"panel-make-room"}, "panel-migrate": {"panel-seal"}}


class TestEnvironment:
    @pytest.mark.parametrize("name", OURS)
    def test_every_gt_name_is_a_setting_of_that_service(self, name: str) -> None:
        service = entry(name)
        given = {key for key in service.get("environment", {}) if key.startswith("GT_")}
        if reads_settings(service["command"]):
            kind = settings_of(service["image"].removeprefix("golden-thread/"))
            assert given <= {f"GT_{field.upper()}" for field in kind.model_fields}
        else:
            assert given <= {"GT_MIGRATION_DATABASE_URL"}

    @pytest.mark.parametrize("name", [n for n in OURS if reads_settings(entry(n)["command"])])
    def test_production_accepts_it(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        service = entry(name)
        for key, value in service["environment"].items():
            monkeypatch.setenv(key, str(value))
        settings = settings_of(service["image"].removeprefix("golden-thread/"))()
        assert settings.environment == "production"

    def test_compose_refuses_to_start_without_any_of_the_secrets(self) -> None:
        env = environment_file()
        for name in sorted(required_variables()):
            with pytest.raises(KeyError):
                interpolated(compose_file(), {k: v for k, v in env.items() if k != name})

    def test_the_command_that_writes_env_knows_every_variable(self) -> None:
        assert required_variables() <= set(environment_file())

    def test_no_secret_has_a_default(self) -> None:
        text = (ROOT / "docker-compose.yml").read_text("utf-8")
        assert set(re.findall(r"\$\{(\w+):-", text)) == {
            "GT_ENVIRONMENT",
            "GT_TRUSTED_PROXIES",
            "GT_FORM_RATE",
            "GT_ANONYMOUS_RATE",
        }

    def test_limits_that_can_be_set_default_to_the_services_own(self) -> None:
        given, fields = entry("gateway")["environment"], settings_of("gateway").model_fields
        for name in ("trusted_proxies", "form_rate", "anonymous_rate"):
            assert int(given[f"GT_{name.upper()}"]) == fields[name].default

    def test_an_env_file_is_private_and_never_replaced(self, tmp_path: Path) -> None:
        file = tmp_path / ".env"
        words = ("https://x.example", "smtp://mail", "P <p@x.example>", "production", file)
        write_environment(*words)
        written = file.read_text("utf-8")
        assert file.stat().st_mode & 0o077 == 0
        with pytest.raises(Exception, match="there already"):
            write_environment(*words)
        assert file.read_text("utf-8") == written

    def test_two_env_files_share_no_secret(self) -> None:
        one, other = environment_file(), environment_file()
        given = {
            "GT_ENVIRONMENT", "GT_PUBLIC_URL", "GT_LOG_NAME", "GT_SMTP_URL", "GT_MAIL_FROM",
            "GT_HARVEST_CONTACT",
        }  # fmt: skip
        assert {name for name in one if one[name] == other[name]} == given


@pytest.mark.parametrize("service", SERVICES)
class TestDockerfile:
    def test_it_is_built_in_stages_and_runs_without_privileges(self, service: str) -> None:
        dockerfile = Dockerfile.of(service)
        stages = dockerfile.stages()
        assert [stage[0][1].split()[0] for stage in stages] == ["python:3.11-slim"] * 2
        assert dockerfile.last("USER") == ["10001:10001"]

    def test_it_installs_by_hash_and_names_no_index(self, service: str) -> None:
        text = Dockerfile.of(service).text
        assert text.count("--require-hashes") == 2
        assert "://" not in text.replace("http://127.0.0.1", "")

    def test_its_health_check_is_the_one_in_the_compose_file(self, service: str) -> None:
        (check,) = Dockerfile.of(service).last("HEALTHCHECK")
        command = json.loads(check.partition(" CMD ")[2])
        for name in (service, f"{service}-worker"):
            assert entry(name)["healthcheck"]["test"] == ["CMD", *command]

    def test_it_runs_the_api_unless_told_otherwise(self, service: str) -> None:
        (command,) = Dockerfile.of(service).last("CMD")
        assert json.loads(command) == entry(service)["command"]

    def test_what_it_copies_exists_and_is_sent_to_the_builder(self, service: str) -> None:
        lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        sent = [line[1:] for line in lines if line.startswith("!")]
        for sources, _ in Dockerfile.of(service).copies():
            for source in sources:
                assert (ROOT / source).exists()
                assert any(Path(source).match(pattern) for pattern in sent), source

    def test_its_lock_is_a_part_of_the_lock_file(self, service: str) -> None:
        own = (ROOT / "services" / service / "requirements.lock").read_text("utf-8")
        whole = (ROOT / "requirements.lock").read_text("utf-8")
        assert set(LOCKED.findall(own)) <= set(LOCKED.findall(whole))
        hashes = set(re.findall(r"sha256:[0-9a-f]{64}", own))
        assert hashes <= set(re.findall(r"sha256:[0-9a-f]{64}", whole))

    def test_it_asks_for_what_it_uses_of_the_parts_of_common_that_not_all_have(
        self, service: str
    ) -> None:
        code = [
            file.read_text("utf-8") for file in (ROOT / f"services/{service}/src").rglob("*.py")
        ]
        used = {
            extra
            for extra in extras_of_common()
            if any(re.search(rf"\bcommon\.{extra}\b", text) for text in code)
        }
        assert used == extras_asked_for(service)

    def test_its_lock_has_all_that_its_code_imports(self, service: str) -> None:
        lock = ROOT / "services" / service / "requirements.lock"
        locked = {name for name, _ in LOCKED.findall(lock.read_text("utf-8"))}
        folders = [f"services/{service}/src", f"services/{service}/migrations", "libs/common/src"]
        left_out = {"testing", *extras_of_common() - extras_asked_for(service), *extras_of(service)}
        imported = {
            name
            for folder in folders
            for file in (ROOT / folder).rglob("*.py")
            if not left_out & set(file.parts)
            for name in imports_of(file)
        }
        own = {"common", service, *sys.stdlib_module_names}
        distributions = packages_distributions()
        for name in sorted(imported - own):
            providers = {
                provider.lower().replace("_", "-") for provider in distributions.get(name, [])
            }
            assert providers & locked, f"{name} is imported, but the image lacks it"


def extras_of_common() -> set[str]:
    """Give the parts of common that need more than the rest of it; folders have their names."""
    return optional_parts("libs/common")


def extras_of(service: str) -> set[str]:
    """Give the parts of a service that no image has; folders have their names."""
    return optional_parts(f"services/{service}")


def optional_parts(package: str) -> set[str]:
    project = tomllib.loads((ROOT / package / "pyproject.toml").read_text("utf-8"))["project"]
    return set(project.get("optional-dependencies", {}))


def extras_asked_for(service: str) -> set[str]:
    """Give the parts of common, beside what all have, that a service asks for."""
    text = (ROOT / "services" / service / "pyproject.toml").read_text("utf-8")
    named = re.search(r"golden-thread-common\[([^\]]+)\]", text)
    return set(re.split(r"\s*,\s*", named[1])) if named else set()


def imports_of(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names
