"""A process that has imported what commands need, and forks for each: to start Python anew takes two seconds a command.

The parent sends, over the socket whose number is the argument, a JSON object of arguments, environment and working
directory with three file descriptors (standard input, output, error), and gets the exit code back.
"""

import gc
import json
import os
import runpy
import socket
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

# For the children. Not monitor.cli: what that makes when it is imported depends on the environment.
import matplotlib.figure  # noqa: F401
import typer  # noqa: F401

import monitor.app
import monitor.config.importing
import monitor.demo
import monitor.store.migrate  # noqa: F401
from monitor import articles, config
from monitor.clock import SystemClock

_LARGEST = 1 << 20


class Zygote:
    """Commands by fork."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        number = theirs.fileno()
        self._process = subprocess.Popen([sys.executable, "-m", "tests.cli.zygote", str(number)], pass_fds=[number])
        theirs.close()

    def start(self, arguments: list[str], environ: dict[str, str], descriptors: list[int]) -> socket.socket:
        """Fork for a command that reads and writes at ``descriptors``; the socket gives its exit code, a byte."""
        ours, theirs = socket.socketpair()
        order = json.dumps({"arguments": arguments, "environ": environ, "cwd": str(Path.cwd())}).encode()
        socket.send_fds(self._ours, [order], [*descriptors, theirs.fileno()])
        theirs.close()
        return ours

    def close(self) -> None:
        """End it."""
        self._ours.close()
        self._process.wait()


def _serve(orders: socket.socket) -> None:
    articles.warm_up()
    # The models that files are checked with are built when they are first used.
    config.examine(config.defaults_directory() / "monitor.yaml", {}, SystemClock().now())
    # What is there is there for good: no child looks through it for garbage.
    gc.freeze()
    while True:
        message, descriptors, _, _ = socket.recv_fds(orders, _LARGEST, 4)
        if not message:
            return
        if os.fork() == 0:
            orders.close()
            _watch(json.loads(message), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        while _reap():
            pass


def _reap() -> bool:
    """Take leave of a child that has ended, if there is one."""
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def _watch(order: dict[str, Any], descriptors: list[int]) -> None:
    """Run the command in a child of its own and send how it ended, by whatever way."""
    child = os.fork()
    if child == 0:
        os.close(descriptors[3])
        _run(order, descriptors)
    for descriptor in descriptors[:3]:
        os.close(descriptor)
    for standard in range(3):
        os.close(standard)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    os.write(descriptors[3], bytes([code if code >= 0 else 128 - code]))
    os._exit(0)


def _run(order: dict[str, Any], descriptors: list[int]) -> None:
    for standard, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, standard)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(order["environ"])
    os.chdir(order["cwd"])
    sys.argv = ["news-monitor", *order["arguments"]]
    code: object = 0
    try:
        runpy.run_module("monitor", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - as the interpreter does with what nobody caught
        traceback.print_exc()
        code = 1
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = code or 1
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
