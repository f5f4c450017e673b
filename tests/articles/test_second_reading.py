"""Another reading replaces the first only where that yields too little, and the rule for it."""

import json

import pytest

from monitor.articles import extract_page
from monitor.articles.html import blocks, parse_page
from monitor.articles.metadata import read_metadata
from monitor.articles.plain import is_dense, weight
from monitor.articles.prose import better_reading
from tests.articles.samples import NOW

SENTENCES = [f"The keeper of lamp {at} told the council that its light had been seen from the sea." for at in range(12)]
BODY = "\n".join(SENTENCES)


def text_of(markup: str) -> str:
    page = f"<html><title>On lamps</title>{markup}</html>".encode()
    return extract_page(page, content_type="text/html; charset=utf-8", url=None, now=NOW).text


def stating(body: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "articleBody": body})}</script>'


@pytest.mark.parametrize("body", [BODY, "".join(f"<p>{line}</p>" for line in SENTENCES), BODY.replace("\n", "\n\n")])
def test_what_a_page_states_is_read_where_it_shows_half_or_less(body: str) -> None:
    """Pages that scripts fill show a reader without scripts nothing, and state the article for search engines."""
    assert text_of(f"{stating(body)}<div id=root><p>{SENTENCES[0]}</p></div>") == BODY


def test_what_a_page_shows_stays_where_it_states_no_more() -> None:
    """The stated text has lost its headings and lists; it is the second choice."""
    shown = "".join(f"<p>{line}</p>" for line in SENTENCES)
    longer = f"{BODY}\nAnd a note for search engines that nobody is shown."
    assert text_of(f"{stating(longer)}<article><h1>On lamps</h1>{shown}</article>") == BODY
    assert text_of(f"{stating('On lamps.')}<article><h1>On lamps</h1>{shown}</article>") == BODY


def test_comments_below_a_short_article_do_not_take_its_place() -> None:
    """Readers may write ten times as much as the article has."""
    article = "<div class=entry><h1>On lamps</h1><p>Tell us below what you think of the lamps this month.</p></div>"
    comments = "".join(f"<li class=comment><div><p>{line}</p></div></li>" for line in SENTENCES * 3)
    assert "keeper" not in text_of(f"{article}<ol class=commentlist>{comments}</ol>")


def test_letters_of_chinese_count_for_more() -> None:
    """What is too little is asked of all languages alike."""
    assert weight("灯塔会议") == 10
    assert weight("On lamps!") == 7
    assert is_dense("등대지기 회의 2026")
    assert not is_dense("The word 灯塔 means lighthouse")


@pytest.mark.parametrize(("found", "is_guessed"), [(1, True), (2, True), (4, False)])
def test_where_the_first_reading_finds_next_to_nothing_the_densest_prose_is_read(found: int, is_guessed: bool) -> None:
    """It is a guess, so a short article that was found stays, however much prose stands elsewhere on its page."""
    prose = "".join(f"<section>{line}</section>" for line in SENTENCES)
    menu = "".join(f"<li><a href=/{at}>Harbour {at} of the coast and its lamps</a></li>" for at in range(40))
    tree = parse_page(f"<html><ul>{menu}</ul><div>{prose}</div><form>{prose}</form></html>".encode(), None, "x")
    lines = SENTENCES[:found]
    stated = read_metadata(tree, None, NOW)
    assert better_reading(lines, blocks(tree), stated) == (SENTENCES if is_guessed else lines)
