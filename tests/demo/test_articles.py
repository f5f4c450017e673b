"""What the demo publishes: enough languages, one wire story, a page of traps, and silence beside the alerts."""

import re
import unicodedata

from monitor.demo.articles import OUTLETS, PIECES, arabic, wire
from monitor.demo.newsroom import expected_alerts

OUTLET = {outlet.id: outlet for outlet in OUTLETS}


def test_there_are_articles_in_at_least_seven_languages() -> None:
    """The demo shows that languages do not matter: eleven or more articles in seven or more of them."""
    assert len(PIECES) >= 11
    assert {OUTLET[piece.outlet].language for piece in PIECES} >= {"ar", "en", "ru", "fr", "es", "zh", "de"}


def test_every_piece_has_an_address_of_its_own_at_a_known_outlet() -> None:
    """Mails are told apart by the addresses in them, so no slug may begin another at the same outlet."""
    for piece in PIECES:
        assert piece.outlet in OUTLET
        assert not any(other.slug.startswith(piece.slug) for other in PIECES if other is not piece)
        assert re.fullmatch(r"[a-z-]+", piece.slug)


def test_the_outlets_differ_in_mark_up_and_format() -> None:
    """One template would prove little: at least three kinds of page and both feed formats are in use."""
    assert len({outlet.chrome for outlet in OUTLETS}) >= 3
    assert {outlet.format for outlet in OUTLETS} == {"rss", "atom"}


def test_two_outlets_run_the_same_wire_text() -> None:
    """The wire story is the same word for word under the same headline, beside different boxes and credits."""
    assert wire.FIRST.outlet != wire.SECOND.outlet
    assert OUTLET[wire.FIRST.outlet].chrome != OUTLET[wire.SECOND.outlet].chrome
    assert (wire.FIRST.title, wire.FIRST.paragraphs) == (wire.SECOND.title, wire.SECOND.paragraphs)
    assert wire.FIRST.teaser != wire.SECOND.teaser
    assert wire.FIRST.credit != wire.SECOND.credit


def test_the_arabic_piece_sets_its_traps() -> None:
    """Names in Arabic script, a name behind a clitic, marks inside words, a Levantine pair, a teaser elsewhere."""
    text = "\n".join(arabic.TALKS.paragraphs)
    for name in ("سيرغي ريابكوف", "ويندي شيرمان", "نيد برايس", "لريابكوف", "تشرين الأول/ أكتوبر"):
        assert name in text
    assert any(unicodedata.category(char) == "Mn" for char in text)
    assert "الحد من التسلح" not in text, "the term stands there only with its marks"
    assert arabic.TALKS.teaser is not None
    assert "قناة السويس" in arabic.TALKS.teaser
    assert "قناة السويس" not in text


def test_one_story_is_expected_once_and_silence_is_expected_too() -> None:
    """Two outlets with one story make one expected alert; some pieces, and two that look like matches, make none."""
    expected = expected_alerts(PIECES)
    assert len({(alert.rule, alert.story) for alert in expected}) == len(expected) >= 8
    assert frozenset({wire.FIRST.slug, wire.SECOND.slug}) in {alert.slugs for alert in expected}
    silent = [piece for piece in PIECES if piece.rule is None]
    assert len(silent) >= 4
    assert any("Ryabkov scored twice" in piece.title for piece in silent)
    assert any("Oil Price Rises" in piece.title for piece in silent)
