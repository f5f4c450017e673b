"""The systemd unit: what it promises to the operator and to the rest of the machine."""

import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from monitor.app import STOPPED_BY
from monitor.cli.common import Exit

UNIT = Path(__file__).parents[2] / "deploy" / "news-monitor.service"

# systemd.exec(5); what `systemd-analyze security` asks of a network service that needs no privilege.
HARDENING = {
    "CapabilityBoundingSet": "",
    "KeyringMode": "private",
    "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes",
    "NoNewPrivileges": "yes",
    "PrivateDevices": "yes",
    "PrivateTmp": "yes",
    "PrivateUsers": "yes",
    "ProtectClock": "yes",
    "ProtectControlGroups": "yes",
    "ProtectHome": "yes",
    "ProtectHostname": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectProc": "invisible",
    "ProtectSystem": "strict",
    "RemoveIPC": "yes",
    "RestrictNamespaces": "yes",
    "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
    "User": "news-monitor",
}


@pytest.fixture(scope="module")
def unit() -> dict[str, dict[str, list[str]]]:
    """The unit as systemd reads it: section, directive, values in order."""
    sections: dict[str, dict[str, list[str]]] = {}
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if section := re.fullmatch(r"\[(\w+)\]", line):
            current = sections.setdefault(section[1], defaultdict(list))
        elif line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            assert equals, f"systemd would refuse the line {line!r}"
            current[name].append(value)
    return sections


def test_the_manager_is_told_and_watches(unit: dict[str, dict[str, list[str]]]) -> None:
    """Start and reload are over when the service says so, and a service that hangs is started again."""
    service = unit["Service"]
    assert service["Type"] == ["notify-reload"]
    assert service["WatchdogSec"] == ["60"]
    assert service["ExecStart"] == ["/opt/news-monitor/bin/news-monitor run --config /etc/news-monitor/monitor.yaml"]
    assert unit["Install"]["WantedBy"] == ["multi-user.target"]


def test_older_managers_are_thought_of() -> None:
    """A comment tells what to write where notify-reload is not known."""
    comments = "\n".join(line for line in UNIT.read_text(encoding="utf-8").splitlines() if line.startswith("#"))
    assert "Type=notify there, and add ExecReload=kill -HUP $MAINPID" in comments
    assert "LoadCredential=" in comments
    assert "IPAddressDeny=" in comments


def test_a_wrong_configuration_is_no_crash_loop(unit: dict[str, dict[str, list[str]]]) -> None:
    """A crash starts the service again; the exit code of a wrong configuration does not."""
    assert unit["Service"]["Restart"] == ["on-failure"]
    assert unit["Service"]["RestartPreventExitStatus"] == [str(int(Exit.CONFIG))]


def test_draining_has_time(unit: dict[str, dict[str, list[str]]]) -> None:
    """The manager waits longer than the service drains, and leaves the workers that it waits for alone."""
    assert int(unit["Service"]["TimeoutStopSec"][0]) > STOPPED_BY.total_seconds()
    assert unit["Service"]["KillMode"] == ["mixed"]


def test_it_may_write_only_to_its_own_directories(unit: dict[str, dict[str, list[str]]]) -> None:
    """Database and dictionaries have directories of the service's own, made by systemd."""
    service = unit["Service"]
    assert service["StateDirectory"] == service["CacheDirectory"] == ["news-monitor"]
    assert service["Environment"] == ["XDG_CACHE_HOME=%C/news-monitor"]
    assert "ReadWritePaths" not in service


@pytest.mark.parametrize("directive", HARDENING)
def test_it_is_hardened(unit: dict[str, dict[str, list[str]]], directive: str) -> None:
    """It reads feeds from strangers: whatever it does not need is taken from it."""
    assert unit["Service"][directive] == [HARDENING[directive]]


def test_its_system_calls_are_those_of_a_service(unit: dict[str, dict[str, list[str]]]) -> None:
    """Privileged calls are out; @resources stays, as workers limit their own memory; sockets are IP and local."""
    assert unit["Service"]["SystemCallFilter"] == ["@system-service", "~@privileged"]
    assert set(unit["Service"]["RestrictAddressFamilies"][0].split()) == {"AF_INET", "AF_INET6", "AF_UNIX"}


def test_systemd_understands_it(tmp_path: Path) -> None:
    """Where systemd is installed, it reads the unit without complaint; anywhere, every line is well formed."""
    text = UNIT.read_text(encoding="utf-8")
    assert all(re.match(r"#|\[|[A-Z][A-Za-z]+=|$", line) for line in text.splitlines())
    if analyze := shutil.which("systemd-analyze"):
        # The installed systemd may be older than notify-reload, and the program is not at its place here.
        text = text.replace("Type=notify-reload", "Type=notify").replace(
            "/opt/news-monitor/bin/news-monitor", "/bin/true"
        )
        copy = tmp_path / "news-monitor.service"
        copy.write_text(text, encoding="utf-8")
        checked = subprocess.run([analyze, "verify", copy], capture_output=True, text=True, timeout=30, check=False)
        assert (checked.returncode, checked.stderr) == (0, "")
