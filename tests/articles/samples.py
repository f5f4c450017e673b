"""The sample pages of this folder, and the moment at which the tests fetch them."""

from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)
PAGES = Path(__file__).parent / "pages"


def sample(name: str) -> str:
    """The mark-up of a sample page."""
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


def filler(sentence: str, times: int = 3) -> str:
    """``times`` paragraphs that differ, long enough to be an article."""
    return "".join(f"<p>{sentence} This is paragraph {at} of the report.</p>" for at in range(times))
