"""The service's own small web room: what is to be read over HTTP, beside the commands.

Who may read, and where it listens: ``docs/running.md``, "Feeds over HTTP".
"""

from monitor.web.room import SETTING, Room
from monitor.web.service import Service

__all__ = ["SETTING", "Room", "Service"]
