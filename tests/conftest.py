"""What holds for every test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from monitor.text.dictionary import VERSION

# Forms of the words that tests list, so that no dictionary has to be opened for them: that takes minutes in all. Run
# the tests with NEWS_MONITOR_KEEP_FORMS=1 and without -n to write what they asked for.
FORMS = Path(__file__).parent / "data" / "forms"

MEMORY = Path("/dev/shm")
_ROOM = 4 * 2**30


def pytest_configure() -> None:
    """Put what tests and their programs write into memory, where that has room and programs may be run from there.

    Tests kill processes, not machines: they wait for a disk thousands of times, and no test asks what it keeps.
    """
    if "TMPDIR" not in os.environ and MEMORY.is_dir():
        found = os.statvfs(MEMORY)
        if not found.f_flag & (os.ST_NOEXEC | os.ST_RDONLY) and found.f_bavail * found.f_frsize >= _ROOM:
            os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


@pytest.fixture(scope="session", autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests, and the programs that they start, away from the user's cache directory."""
    before = os.environ.get("XDG_CACHE_HOME")
    cache = tmp_path_factory.mktemp("cache")
    forms = cache / "news-monitor" / "forms" / VERSION
    shutil.copytree(FORMS, forms)
    os.environ["XDG_CACHE_HOME"] = str(cache)
    yield
    if os.environ.get("NEWS_MONITOR_KEEP_FORMS"):
        shutil.copytree(forms, FORMS, dirs_exist_ok=True)
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before


@pytest.fixture(autouse=True)
def logging_of_its_own() -> Iterator[None]:
    """Leave no logging to the next test: it would go to a stream that is closed by then."""
    yield
    structlog.reset_defaults()
