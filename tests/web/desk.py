"""A service of which the web room is told, for the tests of this folder."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from monitor import web
from monitor.alerts.feed_file import FeedChannel
from monitor.config import Settings
from monitor.model import Delivery
from monitor.rulebook import Rule
from monitor.testing import FakeClock
from tests.alerts.samples import RULE, ZURICH, delivery


@dataclass
class Desk:
    """Two channels of feeds, of which one is served, and one of another kind; ``said`` is more of the settings."""

    directory: Path
    clock: FakeClock = field(default_factory=FakeClock)
    said: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=lambda: {RULE.id: RULE})
    well: bool | Exception = True
    asked: int = 0

    @property
    def settings(self) -> Settings:
        channels = {
            "readers": {"feed": {"directory": self.directory / "readers", "title": "Desk & <friends>"}},
            "private": {"feed": {"directory": self.directory / "private", "serve": False}},
            "room": {"apprise": {"url": "ntfy://a.example/one"}},
        }
        return Settings.model_validate({"channels": channels} | self.said)

    async def is_well(self) -> bool:
        self.asked += 1
        if isinstance(self.well, Exception):
            raise self.well
        return self.well

    async def write(self, sent: Delivery | None = None, channel: str = "readers", rule: str = RULE.id) -> None:
        """Have ``channel`` write an alert."""
        settings = self.settings.channels[channel].feed
        assert settings is not None
        sent = sent or delivery(rule=replace(RULE, id=rule))
        await FeedChannel(channel, settings, ZURICH).send(sent)

    def open_room(self, listen: str = "127.0.0.1:0") -> web.Room:
        room = web.Room(listen, web.Service(lambda: self.settings, lambda: self.rules, self.is_well, self.clock))
        room.start()
        return room
