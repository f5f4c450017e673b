"""One report in sixteen languages and ten layouts: nothing of it lost, nothing beside it taken."""

import pytest

from benchmarks.corpus.pages import OwnPage, own_pages
from benchmarks.extraction import languages, read_own

PAGES = own_pages()
LAYOUTS = tuple(dict.fromkeys(page.layout for page in PAGES))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_whole_report_is_read_and_nothing_else(layout: str) -> None:
    """Standfirst, paragraphs, list and quotation in their order; no caption, share bar, teaser, notice, live chrome."""
    wrong = [page.language for page in PAGES if page.layout == layout and read_own(page).text != page.text]
    assert wrong == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_title_dates_and_authors_are_those_of_the_report(layout: str) -> None:
    """The name of the site is no part of the title, the agency no author, and the moments have the zone of the page."""

    def stated(page: OwnPage) -> tuple[object, ...]:
        found = read_own(page)
        return page.language, found.title, found.published, found.updated, found.authors

    own = [page for page in PAGES if page.layout == layout]
    wanted = [(p.language, p.title, p.published, p.updated, (p.author,) if p.author else ()) for p in own]
    assert [stated(page) for page in own] == wanted


def test_no_language_is_read_worse_than_by_trafilatura_alone() -> None:
    """The library is a tool; whoever reads Hindi or Korean news must not pay for what was built around it."""
    rows = languages()
    assert len(rows) >= 15
    assert [row.code for row in rows if row.ours < max(row.bare, 0.99)] == []


def test_variants_of_a_page_lead_to_the_article() -> None:
    """An AMP and a print variant give the address that readers know."""
    variants = [page for page in PAGES if page.layout in {"amp", "print"}]
    assert {read_own(page).canonical_url for page in variants} == {"https://news.example/2025/03/bridge"}
