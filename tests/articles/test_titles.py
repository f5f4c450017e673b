"""The headline is what a reader of the page would call it."""

import pytest

from monitor.articles import extract_page
from tests.articles.samples import NOW, filler

TEXT = filler("The lighthouse keepers met on Monday and heard how the new lamps had done in the winter storms.")
STATED = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s"}</script>'


def title_of(markup: str, url: str = "https://www.examplecourier.example/a/b") -> str | None:
    page = f"<html>{markup}{TEXT}</html>".encode()
    return extract_page(page, content_type="text/html; charset=utf-8", url=url, now=NOW).title


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<title>Lamps pass the winter | Example Courier</title>", "Lamps pass the winter"),
        ("<title>Lamps pass the winter - examplecourier.example</title>", "Lamps pass the winter"),
        ("<title>Example Courier: Lamps pass the winter</title>", "Lamps pass the winter"),
        ("<title>Lamps pass - the winter is over</title>", "Lamps pass - the winter is over"),
        ("<title>Lamps pass the winter | News | Coast</title><h1>Lamps pass the winter</h1>", "Lamps pass the winter"),
        ("<title>Lamps pass the winter</title><h1>예제 신문</h1>", "Lamps pass the winter"),
        ("<title>灯塔会议 - 示例报</title><h1>灯塔会议</h1>", "灯塔会议"),
        (f"{STATED % 'Winter lamps: all you need to know'}<h1>New lamps pass the winter: all you need</h1>",
         "New lamps pass the winter: all you need"),
        (f"{STATED % 'Lamps pass the winter'}<h1>Sign in to the Courier</h1>", "Lamps pass the winter"),
        (f"{STATED % 'Lamps pass the win'}<h1>Menu</h1><h1>Lamps pass the winter</h1>", "Lamps pass the winter"),
        (f"{STATED % 'Lamps &amp; lenses pass'}<h1>Courier</h1>", "Lamps & lenses pass"),
        ("<meta property=og:title content='Opinion | Lamps pass the winter'><h1>Lamps pass the winter</h1>",
         "Lamps pass the winter"),
        ("<title>Courier</title><h2 itemprop=headline>Lamps pass the winter</h2>", "Lamps pass the winter"),
    ],
    ids=["suffix", "host", "prefix", "a dash of its own", "sections", "name of the site as heading", "chinese",
         "written for search engines", "heading of a dialog", "stated cut short", "entities", "kicker", "microdata"],
)  # fmt: skip
def test_the_headline_is_found(markup: str, expected: str) -> None:
    """An alert's subject is the headline: without the site, and not another heading of the page."""
    assert title_of(markup) == expected
