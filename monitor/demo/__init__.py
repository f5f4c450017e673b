"""The whole loop on this machine alone: a small news site, a mail server and a webhook receiver around the real daemon.

Nothing here leaves loopback, so the demo works with no network. The outlets and events are invented.
"""

from monitor.demo.run import run_demo

__all__ = ["run_demo"]
