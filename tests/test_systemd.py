"""What the service manager hears."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.systemd import ServiceManager


@pytest.fixture
def manager_socket(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.settimeout(5)
        heard.bind(str(tmp_path / "notify"))
        yield heard


def test_a_reload_carries_the_time_stamp_that_notify_reload_waits_for(manager_socket: socket.socket) -> None:
    """RELOADING carries MONOTONIC_USEC, and READY follows; else ``systemctl reload`` hangs until its time-out."""
    manager = ServiceManager({"NOTIFY_SOCKET": manager_socket.getsockname()})
    manager.reloading()
    manager.ready("watching 3 feeds")
    assert re.fullmatch(rb"RELOADING=1\nMONOTONIC_USEC=\d+", manager_socket.recv(1000))
    assert manager_socket.recv(1000) == b"READY=1\nSTATUS=watching 3 feeds"


def test_stopping_asks_for_the_time_that_draining_may_take(manager_socket: socket.socket) -> None:
    """STOPPING extends the stop time-out by the grace period, in microseconds."""
    ServiceManager({"NOTIFY_SOCKET": manager_socket.getsockname()}).stopping(timedelta(seconds=25))
    assert manager_socket.recv(1000) == b"STOPPING=1\nEXTEND_TIMEOUT_USEC=25000000"


def test_the_watchdog_is_fed_three_times_within_its_patience() -> None:
    """One lost beat does not restart the service."""
    assert ServiceManager({"WATCHDOG_USEC": "60000000"}).watchdog_interval == timedelta(seconds=20)
    assert ServiceManager({}).watchdog_interval is None


def test_without_a_service_manager_nothing_happens(tmp_path: Path) -> None:
    """Run by hand, or when the manager's socket is gone, telling it is harmless."""
    ServiceManager({}).ready("by hand")
    ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "gone")}).alive()
