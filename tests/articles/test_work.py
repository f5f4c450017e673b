"""What it costs to know of this room, and to make a process ready for it."""

import pickle
import subprocess
import sys

import pytest

from monitor import articles

HEAVY = {"trafilatura", "py3langid", "lxml", "numpy", "dateparser", "charset_normalizer"}


def loaded_after(code: str) -> set[str]:
    """Which of the heavy libraries a fresh interpreter has loaded once it has run ``code``."""
    program = f"{code}\nimport sys\nprint(' '.join(sorted(sys.modules)))"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return HEAVY & set(finished.stdout.split())


def test_the_daemon_starts_without_the_parsers() -> None:
    """Every command starts at once: what only workers need is loaded by workers."""
    assert loaded_after("import monitor.articles") == set()


def test_a_warmed_worker_has_loaded_everything() -> None:
    """The first article after a start does not wait a second for imports, nor spend its time limit on them."""
    code = "import monitor.articles\nmonitor.articles.warm_up()"
    assert loaded_after(code) >= {"trafilatura", "py3langid", "lxml", "numpy"}


@pytest.mark.parametrize("name", ["read_article", "extract_page", "markup_text", "detect_languages", "warm_up"])
def test_every_function_can_be_named_to_a_worker(name: str) -> None:
    """A function travels as its name, which must not load what it stands for."""
    function = getattr(articles, name)
    assert pickle.loads(pickle.dumps(function)) is function
    dumped = pickle.dumps(function)
    assert loaded_after(f"import pickle\npickle.loads({dumped!r})") == set()


def test_the_feeds_own_mark_up_becomes_text() -> None:
    """A summary in a feed is read as a reader would see it."""
    assert articles.markup_text("<p>One &amp; two.</p><p>Three<br>four.</p>") == "One & two.\nThree\nfour."
