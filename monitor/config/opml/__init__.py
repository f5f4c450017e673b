"""Reading lists of feeds in OPML 2.0, the format in which feed readers exchange them (http://opml.org/spec2.opml)."""

from monitor.config.opml.reading import PREFIX, FeedLists, OpmlFile, Remark

__all__ = ["PREFIX", "FeedLists", "OpmlFile", "Remark"]
