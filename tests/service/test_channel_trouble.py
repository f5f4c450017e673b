"""A channel that cannot be used."""

from collections import Counter

from tests.newsroom import Newsroom, Story, filler, until
from tests.service.conftest import StartService

RULES = "rules: [{id: cyber, keywords: [cybersecurity]}]"
ALERTS = 40


def _publish(newsroom: Newsroom, count: int) -> None:
    text = filler("cybersecurity")
    newsroom.publish("wire", *(Story(f"s{n}", f"Note {n} on cybersecurity", (*text, f"{n}.")) for n in range(count)))


async def test_a_wrong_password_is_not_tried_for_every_alert(newsroom: Newsroom, service: StartService) -> None:
    """Forty waiting alerts are a handful of refused logins, not forty; none is lost, and the webhook gets all."""
    refused = Counter[str]()

    def refuse(address: str) -> str:
        refused[address] += 1
        return "530 5.7.0 Authentication required"

    newsroom.mailbox.on_recipient = refuse
    _publish(newsroom, ALERTS)
    newsroom.configure(RULES)
    async with service(newsroom.config) as app:
        await until(lambda: app.totals.held == ALERTS and app.totals.delivered == ALERTS)
    assert 1 <= refused.total() <= 8
    newsroom.mailbox.on_recipient = lambda address: None
    async with service(newsroom.config) as app:
        await until(lambda: app.totals.delivered == ALERTS)
    assert len(newsroom.mailbox.mails) == len(newsroom.hook.taken) == ALERTS
