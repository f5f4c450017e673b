"""A news monitoring and alerting daemon: feeds in, matched and explained alerts out."""

__version__ = "0.1.0"
