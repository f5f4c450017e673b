"""The configuration that a backtest compares with: another directory or file, or an earlier revision in git."""

import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from monitor.config import Configuration
from monitor.errors import ConfigError, ConfigFault

# Set while git runs a hook; they would lead it to the repository of the hook, by a path relative to elsewhere.
_OF_HOOKS = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"})
_NO_PATH = "there is no such file or directory"
_YAML = frozenset({".yaml", ".yml"})


@contextmanager
def other_settings(other: str, settings: Path, configuration: Configuration) -> Iterator[Path]:
    """The settings file that ``other`` means, until the block ends.

    ``other`` is a settings file, a directory that holds one of the same name as ``settings``, or, when there is no such
    path, a revision of the git repository that ``settings``, loaded as ``configuration``, lies in. A ``ConfigError``
    raised in the block gets the names that files have in that revision. Raises ``ConfigError`` when ``other`` is none
    of these.
    """
    path = Path(other)
    if path.exists():
        yield path / settings.name if path.is_dir() else path
        return
    with TemporaryDirectory(prefix="news-monitor-") as directory:
        place = _take_out(other, settings, Path(directory))
        found = Path(directory) / settings.name
        if not found.is_file():
            _refuse(other, f"this revision holds no {place}{settings.name}")
        _lend_secrets(configuration, settings.parent, Path(directory))
        try:
            yield found
        except ConfigError as error:
            raise ConfigError([_renamed(fault, directory, f"{other}:{place}") for fault in error.faults]) from error


def _take_out(revision: str, settings: Path, target: Path) -> str:
    """Put the directory of ``settings`` at ``revision`` into ``target``; gives its place in the repository."""
    git = shutil.which("git")
    if git is None:
        _refuse(revision, _NO_PATH, "git, which could know a revision of that name, is not installed")
    directory = settings.resolve().parent
    top = _run(git, directory, "rev-parse", "--show-toplevel")
    if top.returncode:
        _refuse(revision, _NO_PATH, f"nor a git revision, for {directory} lies in no git work tree: {_said(top)}")
    root = Path(os.fsdecode(top.stdout).removesuffix("\n"))
    commit = _run(git, root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit.returncode:
        _refuse(revision, _NO_PATH, f"nor does the git repository {root} know a revision of that name")
    place = directory.relative_to(root).as_posix()
    tree = f"{commit.stdout.decode('ascii').strip()}:{'' if place == '.' else place}"
    # From the root: elsewhere git looks for its own directory in what it packs.
    archive = _run(git, root, "archive", "--format=tar", tree)
    if archive.returncode:
        _refuse(revision, f"this revision of {root} holds no directory {place}", _said(archive))
    try:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
            tar.extractall(target, filter="data")
    except tarfile.TarError as error:
        _refuse(revision, f"the directory {place} of this revision cannot be taken out", str(error))
    return "" if place == "." else f"{place}/"


def _run(git: str, directory: Path, *words: str) -> "subprocess.CompletedProcess[bytes]":
    environ = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    command = [git, "-C", str(directory), *words]
    # Arguments, not a shell's line; what the user named stands behind --end-of-options.
    return subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603


def _said(run: "subprocess.CompletedProcess[bytes]") -> str:
    """The last thing that git said, which is why it failed."""
    lines = run.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"git ended with {run.returncode}"


def _lend_secrets(configuration: Configuration, directory: Path, target: Path) -> None:
    """Put the secret files of ``configuration`` beside the revision's files: they are seldom in git.

    Without them the settings of the revision would count as wrong, though nothing is sent.
    """
    for path in configuration.files:
        if not path.is_file() or path.suffix in _YAML or not path.is_relative_to(directory):
            continue
        lent = target / path.relative_to(directory)
        if not lent.exists() and lent.resolve().is_relative_to(target.resolve()):
            lent.parent.mkdir(parents=True, exist_ok=True)
            lent.symlink_to(path.resolve())


def _renamed(fault: ConfigFault, directory: str, name: str) -> ConfigFault:
    """``fault`` with ``name`` for the temporary ``directory`` wherever it is named."""

    def named(text: str) -> str:
        return text.replace(f"{directory}/", name)

    return replace(
        fault, path=named(fault.path), message=named(fault.message), hint=named(fault.hint) if fault.hint else None
    )


def _refuse(other: str, message: str, hint: str | None = None) -> NoReturn:
    raise ConfigError([ConfigFault(other, None, message, hint)])
