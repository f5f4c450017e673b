"""A story that goes on, from its feeds to its readers."""

from datetime import timedelta

from monitor.testing import FakeClock
from monitor.watch import Crews
from tests.newsroom import Newsroom, Story, filler, until
from tests.service.bench import open_desk
from tests.service.conftest import StartService

TALKS = Story("talks", "A note on cybersecurity", filler("cybersecurity"))


async def test_a_story_that_goes_on_is_told_again_as_its_rule_wants(newsroom: Newsroom, crews: Crews) -> None:
    """A copy in another outlet is told of once the time of `repeat` is over, and says that it is more of a story."""
    newsroom.publish("wire", TALKS)
    newsroom.feeds["post"] = []
    newsroom.configure("rules:\n  - {id: cyber, keywords: [cybersecurity], notify: [ops], repeat: 2h}\n")
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.work()
        newsroom.publish("post", TALKS)
        await desk.work(timedelta(hours=3))
    first, second = (alert["data"] for _, alert in newsroom.hook.taken)
    assert (first["kind"], second["kind"]) == ("new", "new")
    assert second["story"]["id"] == first["story"]["id"]
    assert second["update"]["reason"] == "again"


async def test_a_second_source_is_not_waited_for_longer_than_said(newsroom: Newsroom, service: StartService) -> None:
    """The service itself sees to it that the wait ends: the alert comes, and says that it has one source."""
    newsroom.publish("wire", TALKS)
    newsroom.configure(
        "rules:\n  - {id: cyber, keywords: [cybersecurity], notify: [ops], corroborate: {within: 100ms}}\n"
    )
    async with service(newsroom.config):
        await until(lambda: bool(newsroom.hook.taken))
    assert newsroom.hook.taken[0][1]["data"]["corroboration"] == "single-source"
