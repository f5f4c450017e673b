"""What people see of an edit: the words that went and came, in the article's own direction, and nothing that acts."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from lxml import html as lxml_html

from monitor.alerts import AlertPayload, Edit, body_bytes, plan_notice, plan_updates, render_alert
from monitor.alerts.diff import Change, near_difference, stretches, text_changes
from monitor.model import AlertPlan, Article, EditPolicy, Match, Notice
from tests.alerts.samples import ARABIC, ENGLISH, NOW, RULE, hit

ROUTES = {"desk": ("a@example.org",), "ops": ("",)}
ZURICH = ZoneInfo("Europe/Zurich")


def _update(before: Article, after: Article, policy: EditPolicy = EditPolicy.ALWAYS) -> tuple[AlertPlan, ...]:
    def matches(article: Article) -> tuple[Match, ...]:
        words = "الحد من التسلح" if article.language == "ar" else "arms control"
        return (Match("talks", (hit(article, words, "topic:arms"),)),) if words in article.text else ()

    told = frozenset({"talks"})
    edit = Edit(before, after, matches(before), matches(after), told)
    return plan_updates(edit, "story", {"talks": RULE}, ROUTES, policy, NOW)


def test_words_that_went_and_came_are_told_apart_in_any_script() -> None:
    """Unchanged words stay; scripts without spaces go by letters; a cut shows the difference, not the beginning."""
    (change,) = text_changes("One. The envoy met four ministers.", "One. The envoy met five ministers.")
    marked = [(each.text, each.before, each.after) for each in stretches(change) if not (each.before and each.after)]
    assert marked == [("four", True, False), ("five", False, True)]
    assert [each.text for each in stretches(Change("在北京举行", "在南京举行")) if not each.after] == ["北"]
    assert text_changes("Same words – here", "SAME words, here") == ()
    long = Change("word " * 100 + "old end", "word " * 100 + "new end")
    assert near_difference(long).before.startswith("…word")
    assert near_difference(long).before.endswith("old end")
    assert len(near_difference(long).before) < 90


def test_an_arabic_edit_runs_right_to_left_and_is_marked() -> None:
    """In HTML the change stands in a right-to-left paragraph, its words apart; in text each version is isolated."""
    after = replace(ARABIC, title=ARABIC.title.replace("جنيف", "فيينا<script>"))
    (plan,) = _update(ARABIC, after)
    mail = render_alert(plan.alert.payload, channel="desk", timezone=ZURICH)
    tree = lxml_html.document_fromstring(mail.html)
    (paragraph,) = tree.xpath("//td[@class='panel']/p[@dir='rtl'][@lang='ar']")
    assert paragraph.xpath("del/text()") == ["جنيف"]
    assert "".join(paragraph.xpath("ins/text()")) == "فيينا<script>"
    assert [element.tail for element in paragraph.xpath("del")] == [" "]
    assert tree.xpath("//script") == []
    assert f"  - \u2067{ARABIC.title}\u2069\n  + \u2067{after.title}\u2069\n" in mail.text
    assert "changed" in mail.subject


def test_reasons_are_what_the_rule_sees() -> None:
    """A lost match is told under either policy, a mere rewording only by ``always``, nothing by ``ignore``."""
    gone = replace(ENGLISH, text=ENGLISH.text.replace("arms control", "the weather"))
    reworded = replace(ENGLISH, text=ENGLISH.text.replace("small", "large"))
    (plan,) = _update(ENGLISH, gone, EditPolicy.WHEN_RULE_RELEVANT)
    edit = plan.alert.payload["data"]["edit"]
    assert edit["reasons"] == ["no-match", "text"]
    assert edit["lost"] == ["topic:arms"]
    assert "arms control" in edit["changes"][0]["before"]
    assert _update(ENGLISH, reworded, EditPolicy.WHEN_RULE_RELEVANT) == ()
    assert len(_update(ENGLISH, reworded)) == 1
    assert _update(ENGLISH, gone, EditPolicy.IGNORE) == ()
    assert _update(ENGLISH, gone)[0].alert.id == _update(ENGLISH, gone)[0].alert.id != plan.alert.story_id


def test_a_rewritten_article_fits_into_a_webhook() -> None:
    """However much was changed, the body stays below 20 kB and says how much it leaves out."""
    wide = ["\U0001f600" * 300 + f" sentence {n}." for n in range(400)]
    (plan,) = _update(ENGLISH, replace(ENGLISH, title=wide[0], text="\n".join(wide)))
    assert len(body_bytes(plan.alert.payload)) <= 20_000
    data = AlertPayload.model_validate(plan.alert.payload).data
    assert data.edit is not None
    assert data.edit.more + len(data.edit.changes) >= 400
    render_alert(plan.alert.payload, channel="desk", timezone=ZURICH)


def test_a_rewritten_sentence_is_no_jumble_and_its_page_is_not_clipped() -> None:
    """Where hardly a letter stayed, a sentence is shown as it was and as it is; so Gmail shows the whole page."""

    def lines(every: int) -> str:
        return "\n".join(
            "".join(chr(0x4E00 + 3 * place + line if place % every else 0x7E00 + place) for place in range(380)) + "。"
            for line in range(8)
        )

    before, after = (replace(ENGLISH, text=f"{lines(every)}\narms control.") for every in (400, 2))
    (plan,) = _update(before, after)
    page = render_alert(plan.alert.payload, channel="desk", timezone=ZURICH).html
    assert len(page.encode()) < 50_000
    was, now = before.text.split("\n")[0], after.text.split("\n")[0]
    assert [each.text for each in stretches(Change(was, now))] == [was, now]


def test_a_notice_reaches_its_channels_alone() -> None:
    """A notice has no article; it is told once for each occasion, and what it quotes is no mark-up."""
    notice = Notice("feed-held", "first", "wire", "Feed wire\nis held", ("Why <b>so</b>.",), ("عنوان", "<img src=x>"))
    plan = plan_notice(notice, ("ops",), ROUTES, NOW)
    assert [each.channel for each in plan.deliveries] == ["ops"]
    assert plan.alert.id == plan_notice(notice, ("desk",), ROUTES, NOW).alert.id
    assert plan.alert.id != plan_notice(replace(notice, occasion="second"), (), ROUTES, NOW).alert.id
    mail = render_alert(plan.alert.payload, channel="ops", timezone=ZURICH)
    assert mail.subject == "[notice] Feed wire is held"
    tree = lxml_html.document_fromstring(mail.html)
    assert tree.xpath("//b | //img | //article") == []
    assert "- \u2068عنوان\u2069\n- <img src=x>" in mail.text
