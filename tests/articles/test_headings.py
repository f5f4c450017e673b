"""Sub-headings are part of the text, the headings of other boxes are not."""

import pytest

from monitor.articles import extract_page
from tests.articles.samples import NOW

ABOVE = "The lighthouse keepers met on Monday and heard how the new lamps had done in the winter storms."
BELOW = "Several asked what the change had cost, and whether the old lenses might be shown in the museum."
LAST = "A second meeting is planned for May; its minutes will be sent to all harbours along the coast."


def lines_of(body: str) -> list[str]:
    page = f"<html><head><title>On lamps</title></head><body>{body}</body></html>"
    return extract_page(page.encode(), content_type="text/html; charset=utf-8", url=None, now=NOW).text.split("\n")


@pytest.mark.parametrize("tag", ["h2", "h3", "h4", "h5", "h6"])
@pytest.mark.parametrize("around", ['div class="page"', 'div class="content"', "article", "main"])
def test_a_sub_heading_stays_where_it_stands(around: str, tag: str) -> None:
    """A keyword that only a sub-heading holds is found, whatever element holds the paragraphs."""
    heading = f"<{tag}>منارة روسية</{tag}>"
    body = (
        f"<{around}><h1>On lamps</h1><p>{ABOVE}</p>{heading}<p>{BELOW}</p><p>{LAST}</p></{around.split(maxsplit=1)[0]}>"
    )
    assert lines_of(body) == [ABOVE, "منارة روسية", BELOW, LAST]


def test_headings_of_two_ranks_keep_their_order() -> None:
    """Two headings over one paragraph are both part of the text, each once."""
    body = f"<div><h1>On lamps</h1><p>{ABOVE}</p><h2>Costs</h2><h3>Old lenses</h3><p>{BELOW}</p><p>{LAST}</p></div>"
    assert lines_of(body) == [ABOVE, "Costs", "Old lenses", BELOW, LAST]


@pytest.mark.parametrize(
    "between",
    [
        '<div class="promo"><h3>Zanzibar votes</h3><p>In brief.</p></div>',
        '<div class="promo"><h3>Zanzibar votes</h3></div>',
        '<h3>Zanzibar votes</h3><ul><li><a href="/z">The count goes on</a></li></ul>',
        '<h3><a href="/z">Zanzibar votes: who won?</a></h3>',
        '<h3>Zanzibar dossier</h3><h4><a href="/z">The count goes on</a></h4>',
        "<h3>Read more: Zanzibar votes</h3>",
        "<h3>Read more:<br>Zanzibar votes</h3>",
        "<h3>Sign up for the Zanzibar letter</h3>",
        '<aside><h3>Zanzibar votes</h3></aside>',
        '<div class="related"><h3>Zanzibar votes</h3></div>',
    ],
)  # fmt: skip
def test_the_heading_of_a_box_among_the_paragraphs_stays_out(between: str) -> None:
    """A rule must not fire, or be held back, by the headline of another story."""
    text = "\n".join(lines_of(f"<div><h1>On lamps</h1><p>{ABOVE}</p>{between}<p>{BELOW}</p><p>{LAST}</p></div>"))
    assert ABOVE in text
    assert BELOW in text
    for foreign in ("Zanzibar", "count"):
        assert foreign not in text


@pytest.mark.parametrize(
    "edge",
    [
        "<h2>Latest from the coast</h2>{text}",
        "{text}<h2>Latest from the coast</h2>",
        f"<p>{ABOVE}</p><h2>Latest from the coast</h2>{{text}}",
    ],
)
def test_a_heading_outside_the_paragraphs_stays_out(edge: str) -> None:
    """What stands over the first paragraph or under the last is no sub-heading."""
    text = f"<p>{ABOVE}</p><p>{BELOW}</p><p>{LAST}</p>"
    assert lines_of(f"<div><h1>On lamps</h1>{edge.format(text=text)}</div>") == [ABOVE, BELOW, LAST]
