"""A page that gives no article says why: consent wall, paywall, bot challenge, or nothing at all."""

import pickle
from dataclasses import replace

import pytest

from benchmarks.corpus.pages import OwnPage, own_pages
from monitor.articles import Extracted, Page, extract_page, read_article
from monitor.model import ObstacleKind, TextOrigin
from tests.articles.samples import NOW, filler
from tests.articles.test_read import REQUEST

ARTICLE = filler("The lighthouse keepers met on Monday and heard how the new lamps had done in the winter storms.", 20)
TITLE = "Keepers hear of new lamps"
WALLS = {
    "consent, en": (
        "<title>Before you continue</title><h1>We value your privacy</h1><p>We and our partners store cookies on your "
        "device and process personal data to show advertising.</p><button>Accept all</button><button>Manage options"
        "</button>",
        ObstacleKind.CONSENT_WALL,
        "privacy",
    ),
    "consent, de": (
        "<title>Zustimmung</title><div><p>Mit Werbung weiterlesen: Wir und unsere Partner verwenden Cookies und bitten "
        "um Ihre Einwilligung.</p><button>Alle akzeptieren</button></div>",
        ObstacleKind.CONSENT_WALL,
        "Cookies",
    ),
    "consent, ja": (
        "<title>同意</title><p>当サイトはクッキーを使用します。プライバシー設定をご確認ください。</p><button>同意する</button>",
        ObstacleKind.CONSENT_WALL,
        "クッキー",
    ),
    "challenge of a service": (
        "<title>Just a moment...</title><h1>news.example</h1><p>Verify you are human by completing the action below."
        "</p><script>window._cf_chl_opt={}</script>",
        ObstacleKind.BOT_CHALLENGE,
        "(by Cloudflare)",
    ),
    "challenge in words": (
        "<title>Access denied</title><h1>Access denied</h1><p>Our systems have detected unusual traffic.</p>",
        ObstacleKind.BOT_CHALLENGE,
        "Access denied",
    ),
    "challenge, zh": (
        "<title>安全验证</title><p>请完成安全验证后继续访问。</p>",
        ObstacleKind.BOT_CHALLENGE,
        "安全验证",
    ),
    "nothing": (
        f"<title>{TITLE}</title><div id=root></div><script src=/app.js></script>",
        ObstacleKind.NO_TEXT,
        "0 characters",
    ),
}


def read(markup: str, url: str = "https://news.example/a") -> Extracted:
    return extract_page(f"<html>{markup}</html>".encode(), content_type="text/html; charset=utf-8", url=url, now=NOW)


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_is_called_by_its_name_and_is_no_article(name: str) -> None:
    """What a wall says is neither text nor title, and the reason is words of the page that a person can check."""
    markup, kind, evidence = WALLS[name]
    found = read(markup)
    assert found.obstacle is not None
    assert (found.obstacle.kind, found.text) == (kind, "")
    assert evidence in found.obstacle.evidence
    assert (found.title is None) == (kind is not ObstacleKind.NO_TEXT)


def test_a_redirect_to_a_consent_host_is_enough() -> None:
    """Where a visitor is sent to another host to agree, its name says it all."""
    found = read(f"<title>{TITLE}</title><p>Please choose.</p>", "https://consent.news.example/collect?next=a")
    assert found.obstacle is not None
    assert (found.obstacle.kind, found.text) == (ObstacleKind.CONSENT_WALL, "")


@pytest.mark.parametrize("page", [page for page in own_pages() if page.layout == "paywalled"], ids=lambda p: p.language)
def test_a_paywall_leaves_the_beginning_and_is_told_in_every_language(page: OwnPage) -> None:
    """The beginning of an article is worth matching; the sentence that asks for money is not part of it."""
    for markup in (page.markup, page.markup.replace('"isAccessibleForFree": false', '"isPartOf": {}')):
        found = read(markup)
        assert found.text == page.text
        assert found.obstacle is not None
        assert found.obstacle.kind is ObstacleKind.PAYWALL


@pytest.mark.parametrize(
    "beside",
    [
        "<div class=banner><p>We use cookies. Read our privacy policy.</p><button>Accept all</button></div>",
        "<div class=box><p>Subscribe to continue reading without advertising.</p></div>",
        "<form class=g-recaptcha><p>Are you a robot?</p></form><script src='https://x.example/recaptcha/api.js'></script>",
    ],
)
def test_a_banner_beside_an_article_is_no_obstacle(beside: str) -> None:
    """Half of all pages ask for something; they are not to be counted as lost."""
    found = read(f"<title>{TITLE}</title>{beside}<article><h1>{TITLE}</h1>{ARTICLE}</article>")
    assert found.obstacle is None
    assert len(found.text.split("\n")) == 20


def test_a_short_report_headed_like_a_challenge_is_an_article() -> None:
    """Volcanoes, too, show unusual activity; a wall says less, or bears the marks of a service."""
    text = "The volcano above the harbour showed smoke and small quakes on Monday, the observatory said. " * 3
    found = read(f"<title>Unusual activity at the volcano</title><article><p>{text}</p></article>")
    assert (found.text, found.obstacle) == (text.strip(), None)


def test_a_short_report_about_cookies_is_an_article() -> None:
    """An obstacle needs a button to press, not only its words."""
    text = "The court ruled on Monday that cookies need the consent of users. The firm will appeal the ruling in May."
    found = read(f"<title>{TITLE}</title><article><h1>{TITLE}</h1><p>{text}</p></article>")
    assert (found.text, found.obstacle) == (text, None)


def test_the_obstacle_travels_with_the_article_and_explains_its_text() -> None:
    """Whoever counts silent pages learns of it from the worker, and the reader from the note beside the text."""
    body = f"<html>{WALLS['challenge of a service'][0]}</html>".encode()
    article = read_article(replace(REQUEST, page=Page(body, "text/html", "https://news.example/x")))
    assert article.obstacle is not None
    assert article.obstacle.kind is ObstacleKind.BOT_CHALLENGE
    assert (article.text_origin, article.text) == (TextOrigin.FEED, "Five harbour towns share their gauges.")
    assert "the page shows a bot challenge" in (article.origin_note or "")
    assert pickle.loads(pickle.dumps(article)) == article
