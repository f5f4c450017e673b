"""What the service manager is told: sd_notify(3), a no-op where there is no service manager."""

import os
import socket
import time
from collections.abc import Mapping
from datetime import timedelta


class ServiceManager:
    """Speaks to the service manager that started this process, if one did (``NOTIFY_SOCKET``).

    The protocol is one datagram a message, so it needs no library; a manager that is gone is no reason to stop.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        path = environ.get("NOTIFY_SOCKET", "")
        # A leading @ names Linux's abstract namespace, whose addresses begin with NUL.
        self._address = "\0" + path[1:] if path.startswith("@") else path
        patience = environ.get("WATCHDOG_USEC", "")
        self._watchdog = timedelta(microseconds=int(patience)) if patience.isdigit() and int(patience) else None

    @property
    def watchdog_interval(self) -> timedelta | None:
        """How often to call :meth:`alive`: a third of the watchdog's patience; ``None`` without a watchdog."""
        return self._watchdog / 3 if self._watchdog else None

    def ready(self, status: str) -> None:
        """Started, or done reloading. ``status`` is what ``systemctl status`` shows."""
        self._tell(f"READY=1\nSTATUS={status}")

    def reloading(self) -> None:
        """A reload begins. ``Type=notify-reload`` waits for the time stamp and would hang without it."""
        self._tell(f"RELOADING=1\nMONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def alive(self) -> None:
        """The loop turns and work is handed out."""
        self._tell("WATCHDOG=1")

    def stopping(self, grace: timedelta) -> None:
        """Draining; it may take up to ``grace``."""
        self._tell(f"STOPPING=1\nEXTEND_TIMEOUT_USEC={int(grace.total_seconds() * 1_000_000)}")

    def _tell(self, message: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as manager:
            try:
                manager.connect(self._address)
                manager.sendall(message.encode())
            except OSError:
                return
