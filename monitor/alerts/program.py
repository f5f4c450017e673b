"""A program of the operator's own: the payload as JSON on standard input, and its exit code for an answer.

No shell, no environment but what is said, a time limit, and nothing that it starts outlives it, unless it leaves the
program's process group (``setsid``) to do so.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping
from datetime import timedelta
from typing import NoReturn, cast

from monitor.alerts.clean import one_line
from monitor.alerts.payload import AlertPayload, body_bytes
from monitor.alerts.retry import WEBHOOK_SCHEDULE, Schedule
from monitor.config.ways import CommandSettings
from monitor.errors import ChannelUnusable, DeliveryDeferred, DeliveryRefused
from monitor.ids import digest_id
from monitor.model import Delivery

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_MOST_OUTPUT = 8192
_EXCERPT = 300
_OUTPUT = 1
# In seconds, for what a program that has ended wrote last. What left its group may hold its output open for ever.
_LAST_WORDS = 1.0
# sysexits.h, and what shells say of a program that cannot be run.
_TRY_LATER = frozenset({os.EX_TEMPFAIL})
_OUR_SETUP = frozenset({os.EX_NOPERM, os.EX_CONFIG, 126, 127})


class CommandChannel:
    """Runs a program for each alert."""

    recipients: tuple[str, ...] = ("",)
    schedule: Schedule = WEBHOOK_SCHEDULE
    patience: timedelta | None = None

    def __init__(self, name: str, settings: CommandSettings) -> None:
        self._name = name
        self._run = settings.run
        self._timeout = settings.timeout
        self._secrets = {key: value.get_secret_value() for key, value in settings.environment.items()}
        self.far_side = digest_id("command", *settings.run)

    async def send(self, delivery: Delivery) -> str:
        """Run the program for ``delivery``; gives its last line. Raises as :class:`~.channels.Channel` says."""
        try:
            transport, talk = await asyncio.get_running_loop().subprocess_exec(
                _Talk,
                *self._run,
                stderr=asyncio.subprocess.STDOUT,
                env=self._environment(delivery),
                cwd="/",
                start_new_session=True,  # a group of its own, so that its children can be killed with it
            )
        except OSError as error:
            raise ChannelUnusable(f"{self._place} cannot be run: {error.strerror}; correct `run`") from None
        try:
            async with asyncio.timeout(self._timeout.total_seconds()):
                talk.say(body_bytes(delivery.payload) + b"\n")
                await talk.exited.wait()
        except TimeoutError:
            raise DeliveryDeferred(f"{self._place} had not ended after {self._timeout} and was killed") from None
        finally:
            await _end(transport, talk)
        if code := transport.get_returncode():
            self._failed(code, self._shown(talk.said))
        return self._shown(talk.said) or "exit code 0"

    async def aclose(self) -> None:
        """Nothing to do: programs end with each delivery."""

    @property
    def _place(self) -> str:
        return f"program {self._run[0]} of channel `{self._name}`"

    def _environment(self, delivery: Delivery) -> Mapping[str, str]:
        """What the program finds in its environment: nothing of ours, and no text from outside."""
        data = AlertPayload.model_validate(delivery.payload).data
        return {
            "PATH": _PATH,
            "LANG": "C.UTF-8",
            "NEWS_MONITOR_CHANNEL": self._name,
            "NEWS_MONITOR_DELIVERY": delivery.id,
            "NEWS_MONITOR_KIND": data.kind.value,
            "NEWS_MONITOR_RULE": data.rule.id,
            "NEWS_MONITOR_SEVERITY": data.rule.severity.value,
            **self._secrets,
        }

    def _failed(self, code: int, said: str) -> NoReturn:
        if code < 0:
            raise DeliveryDeferred(f"{self._place} was ended by signal {-code}: {said}")
        message = f"{self._place} ended with {code}" + (f": {said}" if said else "")
        if code in _TRY_LATER:
            raise DeliveryDeferred(message)
        if code in _OUR_SETUP:
            raise ChannelUnusable(f"{message}; mend the program or its rights")
        raise DeliveryRefused(f"{message}; mend the program, then replay the delivery")

    def _shown(self, said: bytes) -> str:
        """The last line that the program wrote, without the secrets that it was given."""
        text = said.decode("utf-8", "replace")
        for secret in filter(None, self._secrets.values()):
            text = text.replace(secret, "[secret]")
        lines = [line for line in text.splitlines() if line.strip()]
        return one_line(lines[-1], _EXCERPT) if lines else ""


class _Talk(asyncio.SubprocessProtocol):
    """What is said to a program, and the last of what it says; asyncio's own waits for its children, too."""

    def __init__(self) -> None:
        self.said = b""
        self.exited = asyncio.Event()
        self.said_all = asyncio.Event()
        self._input: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.SubprocessTransport)  # noqa: S101 - what subprocess_exec makes
        self._input = cast(asyncio.WriteTransport, transport.get_pipe_transport(0))

    def say(self, body: bytes) -> None:
        """Write ``body`` and nothing more. A program may end without reading it."""
        if self._input is not None:
            self._input.write(body)
            self._input.write_eof()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self.said = (self.said + data)[-_MOST_OUTPUT:]

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        if fd == _OUTPUT:
            self.said_all.set()

    def process_exited(self) -> None:
        self.exited.set()


async def _end(transport: asyncio.SubprocessTransport, talk: _Talk) -> None:
    """Kill whatever is left of a program and what it started, and hear what was written last."""
    _kill_group(transport)
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS):
                await talk.exited.wait()
                await talk.said_all.wait()
    finally:
        transport.close()


def _kill_group(transport: asyncio.SubprocessTransport) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(transport.get_pid(), signal.SIGKILL)
