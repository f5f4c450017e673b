"""Pages that are built in unlike ways yield the same paragraphs, and every letter of them."""

import pytest

from monitor.articles import Extracted, extract_page
from monitor.articles.html import Block
from monitor.articles.lines import join_broken
from tests.articles.samples import NOW, sample

ENGLISH = (
    "The lighthouse keepers met on Monday and heard how the new lamps had done in the winter storms.",
    "Several asked what the change had cost, and whether the old lenses might be shown in the museum.",
    "A second meeting is planned for May; its minutes will be sent to all harbours along the coast.",
)
TEXTS = {
    "en": ("On lamps", ENGLISH),
    "en, two sentences": ("On lamps", ("The lamps are lit.", "He said no.")),
    "zh": ("灯塔会议", ("灯塔管理员周一开会，讨论了新灯的情况。", "有人问费用多少。", "五月将再次开会。")),
    "ko": (
        "등대 회의",
        ("등대지기들은 월요일에 모여 새 등불에 대해 들었다.", "몇 사람은 비용을 물었다.", "다음 회의는 오월에 열린다."),
    ),
    "th": ("เรื่องประภาคาร", ("ผู้ดูแลประภาคารประชุมกันเมื่อวันจันทร์", "หลายคนถามว่าค่าใช้จ่ายเท่าไร", "จะมีการประชุมอีกครั้ง")),
}  # fmt: skip
# How a page holds its headline {h} and its paragraphs: what stands around them, and what between two.
LAYOUTS = {
    "article, no head or body tags": ("<title>{h}</title><article><h1>{h}</h1><p>{p}</p></article>", "</p><p>"),
    "article and menu, no head or body tags": (
        "<title>{h}</title><nav><a href=/>1</a> <a href=/s>2</a></nav><article><h1>{h}</h1><p>{p}</p></article>"
        "<footer><a href=/i>3</a></footer>",
        "</p><p>",
    ),
    "section": ("<title>{h}</title><section><h1>{h}</h1><p>{p}</p></section>", "</p><p>"),
    "section of divs": ("<title>{h}</title><section><h1>{h}</h1><div>{p}</div></section>", "</div><div>"),
    "paragraphs alone": ("<title>{h}</title><h1>{h}</h1><p>{p}</p>", "</p><p>"),
    "line breaks": ("<title>{h}</title><h1>{h}</h1><div>{p}</div>", "<br><br>"),
    "line breaks in an article": ("<title>{h}</title><article><h1>{h}</h1><div>{p}</div></article>", "<br><br>"),
    "head and body": ("<head><title>{h}</title></head><body><article><h1>{h}</h1><p>{p}</p></article>", "</p><p>"),
    "layout table": (
        "<title>{h}</title><table><tr><td><a href=/>1</a><br><a href=/s>2</a></td>"
        "<td><h1>{h}</h1><p>{p}</p></td></tr></table>",
        "</p><p>",
    ),
}


def read(markup: str) -> Extracted:
    return extract_page(markup.encode(), content_type="text/html; charset=utf-8", url="https://news.example/a", now=NOW)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", TEXTS)
def test_paragraphs_stay_apart_and_the_headline_stays_out(name: str, layout: str) -> None:
    """However a site builds its pages, the article is its paragraphs, one a line, without the headline."""
    headline, paragraphs = TEXTS[name]
    frame, between = LAYOUTS[layout]
    page = frame.replace("{h}", headline).replace("{p}", between.join(paragraphs))
    found = read(f"<html lang={name[:2]}>{page}</html>")
    assert found.text.split("\n") == list(paragraphs)
    assert found.title == headline


def test_paragraphs_that_extraction_ran_together_are_taken_apart() -> None:
    """A page of no known pattern must not become one endless line, which no summary could be made of."""
    sections = "".join(f"<section>{paragraph}</section>" for paragraph in ENGLISH)
    found = read(f"<title>On lamps</title><article><h1>On lamps</h1>{sections}</article>")
    assert found.text.split("\n") == list(ENGLISH)


def test_paragraphs_that_the_mark_up_breaks_into_lines_are_mended() -> None:
    """Line breaks of the mark-up are blanks to a reader, and no term may be lost across one."""
    block = Block(" ".join(ENGLISH[:2]), None, 0)
    broken, other = ENGLISH[0].replace("heard how", "heard\nhow").split("\n"), ENGLISH[2].split(" ", 1)
    assert join_broken(["Before", *broken, ENGLISH[1], *other], [block]) == ["Before", block.text, *other]


def test_what_the_parser_leaves_in_the_head_goes_before_the_body() -> None:
    """Mark-up in the wrong place keeps its order: browsers show it, so it is read."""
    found = read(f"<head><title>T</title><section><p>{ENGLISH[0]}</p></section></head><body>{ENGLISH[1]}</body>")
    assert found.text.split("\n") == list(ENGLISH[:2])


@pytest.mark.parametrize(
    "word",
    ["می\u200cشود", "درمی\u200cآید", "क\u094d\u200dष", "ශ\u0dca\u200dර", "\U0001f469\u200d\U0001f33e", "\u06dd\u0661"],
    ids=["fa", "fa twice", "hi", "si", "emoji", "end of ayah"],
)
def test_invisible_characters_that_spelling_needs_stay(word: str) -> None:
    """Without its non-joiner a Persian verb is another string, which no rule would find."""
    page = "".join(f"<p>{sentence} {word} {sentence}</p>" for sentence in ENGLISH)
    found = read(f"<html><body><article><h1>{word} {word}</h1>{page}</article></body></html>")
    assert found.text.split("\n") == [f"{sentence} {word} {sentence}" for sentence in ENGLISH]
    assert found.title == f"{word} {word}"


@pytest.mark.parametrize("soft_break", ["\u00ad", "&shy;", "<wbr>", "\u200b"])
def test_a_word_that_may_be_hyphenated_is_one_word(soft_break: str) -> None:
    """Where a browser may break a word is no part of the word: "cybersecurity" must be found, also in the headline."""
    written = f"cyber{soft_break}security"
    page = "".join(f"<p>{sentence} They spoke of {written} too.</p>" for sentence in ENGLISH)
    found = read(f"<html><body><article><h1>On {written} at sea</h1>{page}</article></body></html>")
    assert found.text.count("of cybersecurity too.") == len(ENGLISH)
    assert found.title == "On cybersecurity at sea"


def test_a_non_joiner_that_parts_nothing_goes() -> None:
    """Sites set it around names to keep them from being linked; a rule for the name must still match."""
    page = "".join(f"<p>{sentence} The \u200ciPhone 11\u200c, too.</p>" for sentence in ENGLISH)
    assert read(f"<html><body><article>{page}</article></body></html>").text.count("The iPhone 11, too.") == 3


def test_a_page_laid_out_in_a_table_yields_its_article_alone() -> None:
    """Old sites put menu, logo, side column and article into cells; only the cell of the article is read."""
    lines = read(sample("table")).text.split("\n")
    assert [line.split()[0] for line in lines] == ["بدأ", "وقال", "خطة", "ومن"]
    for furniture in ("الرئيسية", "رياضة", "Logo", "شعار", "المظلم", "الزيتون", "القمح", "الحقوق"):
        assert furniture not in "\n".join(lines)
