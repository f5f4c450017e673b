"""The working default configuration that ships with the program."""

import shutil
from pathlib import Path

import monitor
from monitor.errors import ConfigError, ConfigFault


def defaults_directory() -> Path:
    """Where the shipped configuration is: package data in a wheel, ``config/`` of the repository in a checkout."""
    package = Path(monitor.__file__).parent
    carried = package / "defaults"
    return carried if carried.is_dir() else package.parent / "config"


def write_defaults(directory: Path) -> tuple[Path, ...]:
    """Copy the shipped configuration to ``directory``, made if need be; gives the files written.

    Raises ``ConfigError``, and writes nothing, when one of the files is there already or cannot be written.
    """
    source = defaults_directory()
    names = sorted(path.relative_to(source) for path in source.rglob("*") if path.suffix in (".yaml", ".json"))
    taken = [directory / name for name in names if (directory / name).exists()]
    if taken:
        hint = "nothing was written; choose an empty directory, or move the file away"
        raise ConfigError([ConfigFault(str(path), None, "the file is there already", hint) for path in taken])
    try:
        for name in names:
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, directory / name)
    except OSError as error:
        raise ConfigError([ConfigFault(str(directory), None, f"cannot be written: {error.strerror}")]) from error
    return tuple(directory / name for name in names)
