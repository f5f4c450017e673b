"""The credit of an agency that is on no list."""

import pytest

from monitor.articles import extract_page
from monitor.articles.clean import clean_lines
from monitor.articles.credit import unlisted_credit_of
from tests.articles.samples import NOW

TEXT = (
    "The pilots of the northern harbours will train together from March, their union said on Monday evening.",
    "Twelve of them are to spend two weeks at the new bridge simulator, which was opened there last autumn.",
    "The courses are paid for by the towns, and will be held again next year if enough pilots enrol for them.",
)
LAST_SENTENCE = "He said no."
PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Harbour Wire", "Harbour Wire"),
        ("Northgate Post with Harbour Wire", "Northgate Post with Harbour Wire"),
        ("(Harbour News Agency)", "Harbour News Agency"),
        ("— Lotsen Dienst", "Lotsen Dienst"),
        ("Source: Pilots' Union", "Pilots' Union"),
        ("Quelle: Kai-Dienst", "Kai-Dienst"),
        ("Fuente: Gaceta del Muelle.", "Gaceta del Muelle"),
        ("المصدر: صحيفة الساحل", "صحيفة الساحل"),
        ("Источник: Вестник причала", "Вестник причала"),
        ("来源：海港晚报", "海港晚报"),
        ("وكالة الساحل للأنباء", "وكالة الساحل للأنباء"),
        ("خبرگزاری اسکله", "خبرگزاری اسکله"),
        ("Агентство «Север»", "Агентство «Север»"),
        ("Agence du Quai", "Agence du Quai"),
        ("Agencia del Muelle", "Agencia del Muelle"),
        ("Kai Presse-Agentur", "Kai Presse-Agentur"),
        ("海港通讯社", "海港通讯社"),
        ("연안통신", "연안통신"),
        (LAST_SENTENCE, None),
        ("He said no", None),
        ("They left without any news", None),
        ("That is the price of a free press", None),
        ("The answer came from the Agency.", None),
        ("“We won,” said Agency", None),
        ("— Да", None),
        ("وكالة الطاقة ترفض التعليق على الخبر", None),
        ("___", None),
        ("彼は会社", None),
        ("Sources: two of them spoke. The rest did not.", None),
        ("最后一句没有句号的中文句子说的是通讯社", None),
        ("— Harbour Pilot (@pilot) March 4", None),
    ],
)
def test_a_last_line_is_a_credit_when_it_says_so(line: str, expected: str | None) -> None:
    """A dash, "Source:" or what agencies call themselves; never a sentence, however short."""
    assert unlisted_credit_of(line, marked=False) == expected


@pytest.mark.parametrize(
    "sign",
    [
        "class=source",
        "class='article__source'",
        "class='newsCredit'",
        "itemprop=creditText",
        "itemprop=sourceOrganization",
        "class=copyright-line",
        "class=byline",
    ],
)
@pytest.mark.parametrize("mark_up", ["<p {}>{}</p>", "<div {}>{}</div>", "<span {}>{}</span>", "<p><em {}>{}</em></p>"])
def test_a_last_line_is_a_credit_when_its_mark_up_says_so(sign: str, mark_up: str) -> None:
    """One wire story in two outlets is the same text in both, whoever signs it."""
    credit = mark_up.format(sign, "Pilots on deck")
    page = f"<html><body><article><h1>Pilots train</h1>{PARAGRAPHS}{credit}</article></body></html>"
    found = extract_page(page.encode(), content_type="text/html", url=None, now=NOW)
    assert found.text.split("\n") == list(TEXT)
    assert found.credit == "Pilots on deck"


@pytest.mark.parametrize("mark_up", ["<p>{}</p>", "<p class=source>{}</p>", "<div class=credit>{}</div>"])
def test_a_short_last_sentence_stays(mark_up: str) -> None:
    """Whatever its mark-up is called, a sentence is text."""
    page = f"<html><body><article>{PARAGRAPHS}{mark_up.format(LAST_SENTENCE)}</article></body></html>"
    found = extract_page(page.encode(), content_type="text/html", url=None, now=NOW)
    assert found.text.split("\n") == [*TEXT, LAST_SENTENCE]
    assert found.credit is None


def test_the_outlet_may_sign_with_its_own_name() -> None:
    """The name of the site or feed under a text is a credit even if it sounds like nothing of the kind."""
    assert clean_lines([*TEXT, "Kaiblatt"], names=["Kaiblatt"]).credit == "Kaiblatt"
    assert clean_lines([*TEXT, "Kaiblatt"]).lines == (*TEXT, "Kaiblatt")
    page = f"<html><body><article>{PARAGRAPHS}<p>Kaiblatt</p></article></body></html>".encode()
    found = extract_page(page, content_type="text/html", url=None, now=NOW, source="Kaiblatt")
    assert (found.text.split("\n"), found.credit) == (list(TEXT), "Kaiblatt")


def test_only_the_last_line_can_be_signed_so() -> None:
    """A heading in the middle that ends in "News" cuts nothing off."""
    lines = [TEXT[0], "Good News", TEXT[1]]
    assert clean_lines(lines).lines == tuple(lines)


def test_a_byline_above_the_text_is_no_paragraph() -> None:
    """The author's name under the headline is neither text nor the credit."""
    page = f"<html><body><article><h1>T</h1><p class=byline>Ada Example</p>{PARAGRAPHS}</article></body></html>"
    found = extract_page(page.encode(), content_type="text/html", url=None, now=NOW)
    assert (found.text.split("\n"), found.credit) == (list(TEXT), None)


def test_the_source_of_a_picture_is_not_that_of_the_text() -> None:
    """A picture below the article credits its photographer."""
    picture = "<div class='photo-credit source'>B. Sample Studio</div>"
    page = f"<html><body><article>{PARAGRAPHS}</article>{picture}</body></html>"
    assert extract_page(page.encode(), content_type="text/html", url=None, now=NOW).credit is None


@pytest.mark.parametrize(("author", "expected"), [("Reuters", "Reuters"), ("Ada Example", None)])
def test_an_author_is_a_credit_only_when_it_is_an_agency(author: str, expected: str | None) -> None:
    """A journalist who signs below the text is its author; an agency stated as the author is its credit alone."""
    head = f"<head><meta name=author content='{author}'></head>"
    page = f"<html>{head}<body><article>{PARAGRAPHS}<p class=byline>{author}</p></article></body></html>"
    found = extract_page(page.encode(), content_type="text/html", url=None, now=NOW)
    assert (found.text.split("\n"), found.credit, found.authors) == (
        list(TEXT),
        expected,
        () if expected else (author,),
    )
