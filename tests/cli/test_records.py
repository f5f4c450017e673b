"""Records of articles that other programs write."""

import pytest

from monitor.cli.records import article_of
from monitor.errors import MonitorError
from monitor.model import Feed

RUSSIAN = "Санкции против банков"


def test_an_article_of_a_feed_is_in_its_language_where_the_text_does_not_tell() -> None:
    """As in the service: a headline that is the same in Bulgarian is Russian when its feed is."""
    languages = frozenset({"ru", "bg", "mk", "sr"})
    feeds = {"news": Feed(id="news", url="https://example.org/feed", language="ru", tags=("wire",))}
    article = article_of({"id": 1, "text": RUSSIAN, "feed": "news"}, languages, feeds)
    assert (article.language, article.feed_tags) == ("ru", ("wire",))


@pytest.mark.parametrize("tag", ["german", "deu", "xx", "d"])
def test_a_language_that_is_none_is_told_of(tag: str) -> None:
    """Taken at its word, nothing would inflect, and nobody would know why."""
    with pytest.raises(MonitorError, match=f"`language` is '{tag}', which is not a language code"):
        article_of({"id": 1, "text": "Die Sanktionen", "language": tag}, frozenset())


@pytest.mark.parametrize("tag", ["de", "DE", "de-CH", "zh_Hant_TW", "ckb"])
def test_a_language_may_have_script_and_region(tag: str) -> None:
    """Tags of feeds and pages are taken as they stand."""
    assert article_of({"id": 1, "text": "Text", "language": tag}, frozenset()).language == tag
