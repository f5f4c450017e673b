"""Copies of one wire text are one story; anything else is not."""

from dataclasses import replace

from monitor.model import Article
from monitor.stories import story_key

WIRE = Article(
    id="a",
    title="Delegations return to Geneva for a further round",
    text=(
        "Two delegations met in Geneva on Tuesday to speak about limits on missiles, their hosts said.\n"
        "The talks are to go on tomorrow; neither side would say how long they might take."
    ),
)
ARABIC = Article(
    id="b",
    title="وفدان يعودان إلى جنيف",
    text="اجتمع وفدان في جنيف يوم الثلاثاء للحديث عن الحد من الصواريخ، "
    "وفق ما أعلنه المضيفون في بيان صدر مساء اليوم نفسه. "
    "ومن المقرر أن تستمر المباحثات غدا من دون أن يحدد أي من الطرفين مدتها.",
)


def test_a_copy_in_another_house_style_is_the_same_story() -> None:
    """Typographic quotes, capitals, paragraph breaks and vowel marks are an outlet's taste, not another event."""
    copy = replace(WIRE, id="c", title=WIRE.title.upper(), text=WIRE.text.replace("\n", " ").replace(";", " –"))
    marked = replace(ARABIC, id="d", text=ARABIC.text.replace("الحد", "الحدّ").replace("إلى", "الى"))
    assert story_key(copy) == story_key(WIRE)
    assert story_key(marked).wire == story_key(ARABIC).wire


def test_the_next_round_of_talks_is_another_story() -> None:
    """One changed number is a changed event: nothing is merged that might be news."""
    later = replace(WIRE, id="c", text=WIRE.text.replace("Two delegations", "Three delegations"))
    assert story_key(later).id != story_key(WIRE).id


def test_all_of_a_long_text_tells_it_from_others() -> None:
    """In every script: two reports that begin alike, however far, are two when they end in other words."""
    for article in (WIRE, ARABIC):
        long = replace(article, text=article.text * 10)
        assert story_key(replace(long, text=long.text + "7")).id != story_key(long).id


def test_the_same_notice_under_different_headlines_merges_nothing() -> None:
    """A consent wall that many pages show instead of their text must not swallow the alerts of all but one."""
    wall = "Please accept our cookies to read on."
    first = Article(id="x", title="Live", text=wall)
    assert story_key(first).id != story_key(replace(first, id="y")).id
    assert story_key(first).wire != story_key(replace(first, id="y")).wire
