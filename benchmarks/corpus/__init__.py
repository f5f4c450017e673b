"""The feeds that feedparser is tested with, read as this program reads feeds and held against what they expect."""
