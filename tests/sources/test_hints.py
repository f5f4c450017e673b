"""What feeds say of how often they are worth asking for."""

from datetime import timedelta

import pytest

from monitor.model import Hints
from monitor.sources import parse_feed

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ITEM = "<item><guid>1</guid><title>One</title></item>"


def hints(head: str, after: str = "") -> Hints:
    syndication = 'xmlns:s="http://purl.org/rss/1.0/modules/syndication/"'
    document = f'<rss version="2.0" {syndication}><channel><title>T</title>{head}{ITEM}{after}</channel></rss>'
    return parse_feed(document.encode(), None, "https://wire.example/feed").hints


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", Hints()),
        ("<ttl>60</ttl>", Hints(ttl=HOUR)),
        ("<ttl> 1 </ttl>", Hints(ttl=MINUTE)),
        ("<ttl>0</ttl>", Hints()),
        ("<ttl>soon</ttl>", Hints()),
        ("<ttl>-5</ttl>", Hints()),
        ("<ttl>1000000000</ttl>", Hints(ttl=timedelta(days=366))),
        ("<ttl>" + "9" * 5000 + "</ttl>", Hints(ttl=timedelta(days=366))),
        ("<skipHours><hour>0</hour><hour> 24 </hour><hour>7</hour></skipHours>", Hints(skip_hours=(0, 7))),
        ("<skipHours><hour>25</hour><hour>x</hour></skipHours>", Hints()),
        ("<skipHours>" + "".join(f"<hour>{n}</hour>" for n in range(24)) + "</skipHours>", Hints()),
        ("<skipDays><day>Saturday</day><day>sunday</day><day>Noday</day></skipDays>", Hints(skip_days=(5, 6))),
        ("<skipHours><hour>1</hour>", Hints()),
        ("<s:updatePeriod>hourly</s:updatePeriod>", Hints(update_every=HOUR)),
        ("<s:updatePeriod> Daily </s:updatePeriod><s:updateFrequency>4</s:updateFrequency>", Hints(None, 6 * HOUR)),
        ("<s:updateFrequency>2</s:updateFrequency>", Hints(update_every=12 * HOUR)),
        ("<s:updatePeriod>now and then</s:updatePeriod>", Hints()),
        ("<s:updatePeriod>hourly</s:updatePeriod><s:updateFrequency>0</s:updateFrequency>", Hints()),
    ],
)
def test_hints_are_read_or_left(head: str, expected: Hints) -> None:
    """Every statement that makes sense is understood, and one that does not is as good as none."""
    assert hints(head) == expected


def test_a_text_about_hints_is_none() -> None:
    """What stands in an entry, or after entries, does not say when its feed is asked."""
    assert hints("", "<skipHours><hour>7</hour></skipHours>") == Hints()
