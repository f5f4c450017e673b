"""Which story an article belongs to."""

from monitor.stories.decide import WINDOW, Bounds, decide
from monitor.stories.sketch import sketch_of
from monitor.stories.stream import Stream
from monitor.stories.traces import listed_in
from monitor.stories.usage import Usage

__all__ = ["WINDOW", "Bounds", "Stream", "Usage", "decide", "listed_in", "sketch_of"]
