"""The single-machine runner: settings are real, what dies is mended, what it started it stops."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from deploy.compose import SERVICES, settings_of
from local_runner.mailbox_page import MailboxPage
from local_runner.pages import LocalSite, Page
from local_runner.plan import Child, Plan, Ports
from local_runner.postgres import EmbeddedPostgres
from local_runner.processes import DirectoryLock, InUse, command_of, free_port
from local_runner.run import main
from local_runner.state import State
from local_runner.supervisor import EX_CONFIG, Supervisor, SystemFailed, end_leftovers
from local_runner.website import DemonstrationWebsite


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    state = State(tmp_path / "var")
    ports = Ports()
    postgres = EmbeddedPostgres(state.postgres, port=ports.postgres, passwords=state.passwords())
    return Plan(state, ports, "postgres", postgres)


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


class TestPlan:
    @pytest.mark.parametrize("service", SERVICES)
    def test_every_gt_name_is_a_setting_of_that_service(self, plan: Plan, service: str) -> None:
        known = {f"GT_{field.upper()}" for field in settings_of(service).model_fields}
        for child in plan.children():
            if child.name.removesuffix("-worker") == service:
                given = {name for name in child.environment if name.startswith("GT_")}
                assert given <= known

    @pytest.mark.parametrize("index", range(2 * len(SERVICES)))
    def test_settings_accept_it(
        self, plan: Plan, index: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        child = plan.children()[index]
        for name, value in child.environment.items():
            monkeypatch.setenv(name, value)
        settings = settings_of(child.name.removesuffix("-worker"))()
        port = settings.metrics_port if child.name.endswith("-worker") else settings.port
        assert child.health == f"http://127.0.0.1:{port}/health/ready"

    def test_the_callers_own_settings_are_not_passed_on(
        self, plan: Plan, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GT_KEY_PEPPER_OLD", "x")
        assert "GT_KEY_PEPPER_OLD" not in plan.environment("gateway")

    def test_the_websites_origin_is_registered_where_it_actually_is(self, tmp_path: Path) -> None:
        state = State(tmp_path / "var")
        ports = Ports().override("website=9999")
        plan = Plan(state, ports, "postgres", EmbeddedPostgres(state.postgres, port=1))
        for file in plan.system_files():
            (site,) = json.loads(file.read_text("utf-8"))["sites"]
            assert site["origin"] == "http://127.0.0.1:9999"

    def test_a_file_is_loaded_again_only_when_it_has_changed(self, plan: Plan) -> None:
        first = plan.files_to_load("panel")
        assert {file.name for file in first} == {"QE1.json", "QKK.json", "QYG.json"}
        plan.state.note_loaded({f"panel/{file.name}": digest for file, digest in first.items()})
        assert plan.files_to_load("panel") == {}
        assert set(plan.files_to_load("insights")) == set(first)
        plan.state.note_loaded({"panel/QE1.json": "an older hash"})
        assert [file.name for file in plan.files_to_load("panel")] == ["QE1.json"]

    @pytest.mark.parametrize("text", ["door=80", "gateway=x", "gateway=0", "gateway=70000", "80"])
    def test_a_port_that_cannot_be_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="name=number"):
            Ports().override(text)


class TestState:
    def test_secrets_are_random_kept_and_private(self, tmp_path: Path) -> None:
        state, other = State(tmp_path / "one"), State(tmp_path / "two")
        assert state.passwords() == State(tmp_path / "one").passwords()
        assert set(state.passwords().values()).isdisjoint(other.passwords().values())
        assert state.service_secrets() == State(tmp_path / "one").service_secrets()
        assert state.service_secrets() != other.service_secrets()
        for file in (tmp_path / "one" / "secrets").iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_mail_can_be_read_by_its_owner_only(self, tmp_path: Path) -> None:
        state = State(tmp_path / "var")
        state.prepare()
        assert stat.S_IMODE(state.mail.stat().st_mode) == 0o700
        assert stat.S_IMODE(state.directory.stat().st_mode) == 0o711


class TestRefusals:
    def test_a_second_run_on_the_same_state_is_refused_with_one_line(self, tmp_path: Path) -> None:
        lock = DirectoryLock(tmp_path, "Golden Thread")
        lock.take()
        with pytest.raises(SystemExit, match="another process runs Golden Thread"):
            main(["--state", str(tmp_path), "--free-ports"])
        lock.release()

    def test_a_port_that_is_taken_is_named(self, tmp_path: Path) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            words = ["--state", str(tmp_path), "--free-ports", "--port", f"insights={port}"]
            with pytest.raises(SystemExit, match=rf"ports of: insights \({port}\)"):
                main(words)

    def test_a_lock_dies_with_its_owner(self, tmp_path: Path) -> None:
        owner = (
            "import os; from pathlib import Path; from local_runner.processes import DirectoryLock;"
            f"DirectoryLock(Path({str(tmp_path)!r}), 'it').take(); os.kill(os.getpid(), 9)"
        )
        subprocess.run([sys.executable, "-c", owner], check=False)
        lock = DirectoryLock(tmp_path, "it")
        lock.take()
        with pytest.raises(InUse):
            DirectoryLock(tmp_path, "it").take()
        lock.release()


SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
print("a line of its own", flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def child(name: str, program: str, port: int) -> Child:
    command = [sys.executable, "-c", program, str(port)]
    return Child(name, command, dict(os.environ), f"http://127.0.0.1:{port}/health/ready")


def pids(file: Path) -> dict[str, int]:
    if not file.exists():
        return {}
    return {name: pid for name, (pid, _) in json.loads(file.read_text("utf-8")).items()}


class TestSupervisor:
    async def test_what_dies_starts_again_and_all_of_it_stops(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "run.json"
        supervisor = Supervisor(file)
        supervisor.start([child("mortal", SERVER, free_port())])
        await supervisor.wait_until_ready(20)
        first = pids(file)["mortal"]
        os.kill(first, signal.SIGKILL)
        await asyncio.to_thread(wait_for, lambda: pids(file).get("mortal") != first)
        await supervisor.wait_until_ready(20)
        second = pids(file)["mortal"]
        await supervisor.stop()
        assert command_of(second) is None
        assert not file.exists()
        printed = capsys.readouterr().out
        assert "mortal             | a line of its own" in printed
        assert "mortal ended (signal 9); again in 0.5 s" in printed

    async def test_wrong_settings_are_not_tried_again(self, tmp_path: Path) -> None:
        supervisor = Supervisor(tmp_path / "run.json")
        program = f"raise SystemExit({EX_CONFIG})"
        supervisor.start([child("wrong", program, free_port())])
        with pytest.raises(SystemFailed, match="wrong refused its settings"):
            await supervisor.wait_until_ready(20)
        await supervisor.stop()

    async def test_what_is_not_ready_in_time_is_named(self, tmp_path: Path) -> None:
        supervisor = Supervisor(tmp_path / "run.json")
        supervisor.start([child("late", "import time; time.sleep(60)", free_port())])
        with pytest.raises(SystemFailed, match=r"not ready after 1 s: late"):
            await supervisor.wait_until_ready(1)
        await supervisor.stop()

    async def test_what_a_killed_run_left_behind_is_stopped_and_bystanders_are_not(self) -> None:
        command = [sys.executable, "-c", "import time; time.sleep(60)"]
        left = subprocess.Popen(command)  # noqa: ASYNC220
        bystander = subprocess.Popen([*command, "bystander"])  # noqa: ASYNC220
        try:
            other = [sys.executable, "-m", "panel.main"]
            await end_leftovers({"left": (left.pid, command), "other": (bystander.pid, other)})
            assert left.wait(5) == -signal.SIGTERM
            assert bystander.poll() is None
        finally:
            bystander.kill()
            bystander.wait()


def mail(folder: Path, name: str, subject: str, text: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@x.example", "b@x.example", subject
    message.set_content(text)
    (folder / name).write_bytes(message.as_bytes())


class TestMailboxPage:
    def test_everything_that_a_mail_says_is_escaped(self, tmp_path: Path) -> None:
        mail(tmp_path, "1.eml", "<script>alert(1)</script>", '<img src=x> "http://x/<b>"')
        page = MailboxPage(tmp_path)
        for path in ("/", "/1.eml"):
            html = page(path).html
            assert "<script>alert" not in html
            assert "<img" not in html
            assert "<b>" not in html
        assert "&lt;img src=x&gt;" in page("/1.eml").html

    def test_links_can_be_followed_without_their_full_stop(self, tmp_path: Path) -> None:
        mail(tmp_path, "1.eml", "Confirm", "Go to http://127.0.0.1/x?token=abc&y=1.")
        assert (
            '<a href="http://127.0.0.1/x?token=abc&amp;y=1" '
            in MailboxPage(tmp_path)("/1.eml").html
        )

    def test_only_mail_is_shown(self, tmp_path: Path) -> None:
        folder = tmp_path / "mail"
        folder.mkdir()
        (tmp_path / "secret.eml").write_text("secret")
        for path in ("/../secret.eml", "/absent.eml", "//etc/passwd"):
            assert MailboxPage(folder)(path).status == 404

    def test_an_empty_or_missing_folder_is_no_error(self, tmp_path: Path) -> None:
        assert "No mail has been sent yet" in MailboxPage(tmp_path / "absent")("/").html


class TestDemonstrationWebsite:
    SITE = DemonstrationWebsite("http://127.0.0.1:8080", {"QE1": "A & B"})

    def test_the_form_is_inserted_by_one_line(self) -> None:
        html = self.SITE("/QE1").html
        assert '<script src="http://127.0.0.1:8080/embed/QE1/join.js" async></script>' in html
        assert "A &amp; B" in html

    def test_without_javascript_it_is_a_frame(self) -> None:
        assert '<iframe src="http://127.0.0.1:8080/embed/QE1/join"' in self.SITE("/QE1/frame").html

    def test_other_paths_are_not_found(self) -> None:
        for path in ("/QYG", "/QE1/other", "/QE1/frame/x"):
            assert self.SITE(path).status == 404


class TestLocalSite:
    @pytest.fixture
    def port(self) -> Iterator[int]:
        port = free_port()
        site = LocalSite(port, lambda path: Page(f"<p>{len(path)}</p>"))
        site.start()
        yield port
        site.stop()

    def get(self, port: int, host: str) -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{port}/x?q", headers={"Host": host})
        try:
            with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def test_it_answers_to_its_own_names_only(self, port: int) -> None:
        assert self.get(port, f"localhost:{port}") == (200, "<p>2</p>")
        status, body = self.get(port, f"evil.example:{port}")
        assert status == 404
        assert "<p>2</p>" not in body

    def test_a_site_that_was_never_started_stops(self) -> None:
        LocalSite(free_port(), lambda _: Page("")).stop()
