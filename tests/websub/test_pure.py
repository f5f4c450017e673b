"""Discovery, signatures and timing: what needs no network."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor import websub
from monitor.model import Feed, HubOffer, ParsedFeed, SubscriptionState
from monitor.sources.hubs import hub_offer
from monitor.sources.read import read_source
from tests.websub.hub import signature

NOW = datetime(2026, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://site.example/feed.xml"
TERMS = websub.Terms("https://me.example/push", timedelta(days=10), timedelta(hours=4))
OFFER = HubOffer("https://hub.example/", URL)
EMPTY = ParsedFeed(None, None, ())
NAMES = (
    '<atom:link rel="hub" href="https://b.example/hub"/><atom:link rel="self" href="https://site.example/real.xml"/>'
)
RSS = f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>t</title>{NAMES}</channel></rss>'
ATOM = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{NAMES.replace("atom:", "")}</feed>'
JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [], "feed_url": "/real.xml", "hubs":'
    ' [1, {"type": "rssCloud", "url": "https://a.example/"}, {"type": "WebSub", "url": "https://b.example/hub"}]}'
)
IN_DOCUMENT = HubOffer("https://b.example/hub", "https://site.example/real.xml")


@pytest.mark.parametrize("text", [RSS, ATOM, JSON])
def test_a_feed_names_its_hub(text: str) -> None:
    """The links of an RSS or Atom document, or the hubs of a JSON Feed, count where no header names a hub."""
    parsed = read_source(text.encode(), None, URL)
    assert isinstance(parsed, ParsedFeed)
    assert hub_offer(None, URL, parsed) == IN_DOCUMENT
    assert hub_offer('<https://x.example/>; rel="alternate"', URL, parsed) == IN_DOCUMENT


@pytest.mark.parametrize(
    ("header", "offer"),
    [
        (
            '<https://h.example/>; rel="hub", <https://t.example/>; rel="self"',
            HubOffer("https://h.example/", "https://t.example/"),
        ),
        ("<https://h.example/>;rel=hub,</t>;rel=self", HubOffer("https://h.example/", "https://site.example/t")),
        ('<https://h.example/,a>; title="x, y; rel=no"; rel="nofollow HUB"', HubOffer("https://h.example/,a", URL)),
        ("<https://one.example/>; rel=hub, <https://two.example/>; rel=hub", HubOffer("https://one.example/", URL)),
        ("<javascript:alert(1)>; rel=hub", None),
        ("<ftp://h.example/>; rel=hub", None),
        ("<https://h.example/>; rev=hub", None),
        ("<" * 100_000, None),
        ("<a>" + "; rel=" * 50_000, None),
        ("", None),
    ],
)
def test_the_link_header_comes_first(header: str, offer: HubOffer | None) -> None:
    """A header as RFC 8288 writes it; only http and https count; a hostile one takes no time."""
    assert hub_offer(header, URL, EMPTY) == offer


def test_an_answer_without_a_document_counts_when_it_names_both() -> None:
    """A 304 cannot say what the document calls itself: a hub alone could mean another topic."""
    assert hub_offer("<https://h.example/>; rel=hub", URL, None) is None
    assert hub_offer("<https://h.example/>; rel=hub, <https://t.example/>; rel=self", URL, None) is not None


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_only_the_right_secret_signs(method: str) -> None:
    """All four methods of the standard, and nothing else: no other method, secret, body or form."""
    good = signature("secret", b"body", method)
    assert websub.is_genuine("secret", b"body", good)
    assert websub.is_genuine("secret", b"body", good.upper())
    for secret, body, header in (
        ("other", b"body", good),
        ("secret", b"body ", good),
        ("secret", b"body", good[:-1]),
        ("secret", b"body", good.partition("=")[2]),
        ("secret", b"body", f"{method}="),
        ("secret", b"body", signature("secret", b"body", "md5")),
        ("secret", b"body", f"{method}=ключ"),
        ("secret", b"body", None),
    ):
        assert not websub.is_genuine(secret, body, header)


def test_secrets_and_callbacks_cannot_be_guessed_or_read_in_a_log() -> None:
    """Every subscription has its own, of 256 bits and more, and does not show them."""
    one, two = (websub.new_subscription(Feed("wire", URL), OFFER, TERMS, NOW) for _ in range(2))
    assert one.token != two.token
    assert one.secret != two.secret
    assert len(one.token) == 43
    assert 43 < len(one.secret) < 200
    assert one.callback == f"https://me.example/push/{one.token}"
    assert one.token not in repr(one)
    assert one.secret not in repr(one)


@pytest.mark.parametrize(
    ("given", "granted"),
    [
        ("864000", timedelta(days=10)),
        (None, timedelta(days=3)),
        ("soon", timedelta(days=3)),
        ("1", timedelta(minutes=5)),
        ("99999999999", timedelta(days=60)),
        ("9" * 5000, timedelta(days=3)),
    ],
)
def test_a_lease_is_taken_within_reason_and_renewed_before_it_ends(given: str | None, granted: timedelta) -> None:
    """Hubs grant what they like; whatever it is, the next request comes well before the end."""
    lease = websub.lease_given(given, timedelta(days=3))
    assert lease == granted
    assert NOW < websub.renewal(NOW, lease) < NOW + lease


def test_polling_is_rarer_only_while_pushes_prove_themselves() -> None:
    """A subscription that stands is not enough: something has to be pushed, and no poll since to have found more."""
    none, rest = timedelta(0), TERMS.poll_interval
    asked = websub.new_subscription(Feed("wire", URL), OFFER, TERMS, NOW)
    active = replace(asked, state=SubscriptionState.ACTIVE, expires_at=NOW + timedelta(days=1))
    pushed = replace(active, last_push_at=NOW)
    for subscription, expected in (
        (None, none),
        (asked, none),
        (active, none),
        (pushed, rest),
        (replace(pushed, missed_at=NOW), none),
        (replace(pushed, missed_at=NOW - timedelta(hours=1)), rest),
        (replace(pushed, expires_at=NOW), none),
        (replace(pushed, state=SubscriptionState.REFUSED), none),
    ):
        assert websub.rest_from_polls(subscription, TERMS, NOW) == expected
    assert websub.rest_from_polls(pushed, None, NOW) == none
