"""tests/system-packages.sh: what cannot be tested is named loudly, and left out alone."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "system-packages.sh"
INSTALLS = (
    'for name in "$@"; do case "$name" in chromium|postfix) '
    'printf "#!/bin/sh\\n" > "${0%/*}/$name"; chmod +x "${0%/*}/$name";; esac; done'
)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The only directory on the PATH of the script: a machine with a shell, a user who is not root, and no browser."""
    _program(tmp_path / "id", "echo 1000")
    for name in ("sh", "chmod"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    return tmp_path


def _program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def _run(machine: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    shell = shutil.which("sh")
    assert shell is not None
    environment = {key: value for key, value in os.environ.items() if key != "CI"} | environ | {"PATH": str(machine)}
    command = [shell, str(SCRIPT)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)


def test_with_a_browser_and_a_mail_server_everything_runs(machine: Path) -> None:
    """Nothing is said, nothing is left out."""
    _program(machine / "id", "echo 0")
    for name in ("chromium", "postfix"):
        _program(machine / name, "")
    done = _run(machine, CI="true")
    assert (done.returncode, done.stdout, done.stderr) == (0, "not soak\n", "")


def test_who_is_not_root_misses_the_mail_server_alone(machine: Path) -> None:
    """Nobody else can start one, so it is said, and is no failure, under CI=true neither."""
    for name in ("chromium", "postfix"):
        _program(machine / name, "")
    done = _run(machine, CI="true")
    assert (done.returncode, done.stdout) == (0, "not soak and not mta\n")
    assert "NOT TESTED: the way through a real mail server" in done.stderr


def test_without_a_browser_its_tests_are_left_out_loudly(machine: Path) -> None:
    """The other tests run, and a person sees what was not tested."""
    done = _run(machine)
    assert (done.returncode, done.stdout) == (0, "not soak and not browser and not mta\n")
    assert "NOT TESTED: how mails look in a browser" in done.stderr


def test_where_everything_must_be_tested_it_fails(machine: Path) -> None:
    """Under CI=true a part that cannot be tested is a failure."""
    done = _run(machine, CI="true")
    assert done.returncode != 0
    assert "NOT TESTED" in done.stderr


def test_root_gets_what_is_missing_installed(machine: Path) -> None:
    """A bare machine needs no preparation."""
    _program(machine / "id", "echo 0")
    _program(machine / "apt-get", INSTALLS)
    done = _run(machine)
    assert (done.returncode, done.stdout) == (0, "not soak\n")
    assert "installing chromium" in done.stderr
    assert "installing postfix" in done.stderr


def test_an_installation_that_fails_is_no_silence(machine: Path) -> None:
    """Without network nothing can be installed: the same loud words, and the other tests."""
    _program(machine / "id", "echo 0")
    _program(machine / "apt-get", "echo no network; exit 100")
    done = _run(machine)
    assert (done.returncode, done.stdout) == (0, "not soak and not browser and not mta\n")
    assert "NOT TESTED" in done.stderr
