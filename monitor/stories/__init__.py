"""Which story an article belongs to."""

from monitor.stories.fingerprint import story_key

__all__ = ["story_key"]
