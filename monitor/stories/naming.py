"""How reasons call an article."""

from monitor.model import Sketch


def named(sketch: Sketch) -> str:
    """The headline of the article of ``sketch`` in quotation marks, cut where it is long."""
    title = " ".join(sketch.title.split())
    return f"“{title[:79]}…”" if len(title) > 80 else f"“{title}”" if title else "an article"
