"""What a summary promises its reader."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.summaries import reports
from monitor.alerts import summary
from monitor.alerts.clean import one_line
from monitor.alerts.summary import Budget
from monitor.model import Field, Hit, How

CHINESE = "外交部长说：“我们会谈。不会退让。”他离开了。下雨了。"


def summarise(title: str, text: str, hits: list[Hit], *, language: str | None, budget: Budget | None = None) -> str:
    """The words of the summary alone."""
    return summary.summarise(title, text, hits, language=language, budget=budget).text


def _hit(text: str, start: int, words: str, leaf: str = "", variant: str = "", field: Field = Field.BODY) -> Hit:
    """A hit of ``words`` at ``start`` of ``text``; by itself the words are what is listed, and a leaf of their own."""
    assert text[start:].startswith(words)
    name = leaf or f"phrase:{words}"
    return Hit(name, field, start, start + len(words), words, How.EXACT, variant or words, snippet=words)


def _hits(text: str, *words: str) -> list[Hit]:
    return [_hit(text, text.index(word), word) for word in words]


def test_lead_comes_first_then_what_names_more() -> None:
    """The reader gets the lead and the sentences that name what was looked for, wherever in the text they stand."""
    filler = " ".join(f"Sentence number {number} is about the weather." for number in range(12))
    text = f"The council met on Monday. {filler} Ryabkov spoke of missiles. Nobody else did. Sherman answered him."
    summary = summarise("Council", text, _hits(text, "Ryabkov", "missiles", "Sherman"), language="en")
    assert summary == "The council met on Monday. Ryabkov spoke of missiles. Sherman answered him."


def test_second_mention_adds_nothing() -> None:
    """A sentence that names only what is already named does not push out one that names something new."""
    text = "Ryabkov came. Ryabkov sat. Ryabkov left. Sherman stayed."
    hits = [*(_hit(text, start, "Ryabkov") for start in (0, 14, 27)), *_hits(text, "Sherman")]
    assert "Sherman stayed." in summarise("", text, hits, language="en", budget=Budget(sentences=2))


def test_another_form_of_what_is_named_adds_nothing() -> None:
    """Of three people that a rule looks for all are named, though others are named more often and in more forms."""
    text = (
        "Sergei Ryabkov came for arms control. Ryabkov said that controls of arms matter to Ryabkov. "
        "Sherman spoke. Price spoke."
    )
    hits = [
        _hit(text, 0, "Sergei Ryabkov", "official:ryabkov"),
        _hit(text, 24, "arms control", "topic:arms"),
        _hit(text, 38, "Ryabkov", "official:ryabkov", "Ryabkov"),
        _hit(text, 56, "controls of arms", "topic:arms"),
        *_hits(text, "Sherman", "Price"),
    ]
    summary = summarise("", text, hits, language="en")
    assert summary == "Sergei Ryabkov came for arms control. Sherman spoke. Price spoke."


def test_other_terms_of_a_topic_add_when_all_leaves_are_named() -> None:
    """A rule for one topic shows what else of the topic the article tells, rather than what follows the lead."""
    text = "Phishing is up. It rained. It snowed. Ransomware is down."
    hits = [_hit(text, text.index(word), word, "topic:cyber") for word in ("Phishing", "Ransomware")]
    summary = summarise("", text, hits, language="en", budget=Budget(sentences=2))
    assert summary == "Phishing is up. Ransomware is down."


def test_a_sentence_too_long_to_show_makes_way_for_another_that_names_the_same() -> None:
    """Someone named in a sentence that does not fit is named by the next sentence that does."""
    text = f"The council met. Ned Price said {'very ' * 30}little. It rained. Price left."
    hits = [
        _hit(text, text.index("Ned"), "Ned Price", "official:price"),
        _hit(text, text.rindex("Price"), "Price", "official:price"),
    ]
    summary = summarise("", text, hits, language="en", budget=Budget(2, 100))
    assert summary == "The council met. Price left."


def test_a_hit_in_the_title_is_no_place_in_the_text() -> None:
    """Hits count where they stand: an offset in the title says nothing about the text."""
    text = "It rained. It snowed. Sherman came. The wind blew. The sun shone."
    title = "Now in Geneva, after the snow: Sherman"
    hits = [_hit(title, title.index("Sherman"), "Sherman", field=Field.TITLE)]
    summary = summarise(title, text, hits, language="en", budget=Budget(sentences=2))
    assert summary == "It rained. It snowed."


def test_quotation_stays_whole() -> None:
    """A quotation of several sentences is shown whole or not at all."""
    text = 'He said "we will talk. We will not yield. Never" on Monday. Then he left. It rained. It snowed.'
    summary = summarise("", text, [], language="en")
    assert '"we will talk. We will not yield. Never" on Monday.' in summary
    arabic = "قال الوزير: «لن نتراجع؟ أبداً. هذا قرارنا». ثم غادر القاعة. وهطل المطر."
    assert "«لن نتراجع؟ أبداً. هذا قرارنا»." in summarise("", arabic, [], language="ar")


def test_quotation_that_must_be_cut_is_closed() -> None:
    """Where a quotation alone is longer than the budget, the cut is marked and the quotation closed."""
    summary = summarise("", "He said “" + "we will talk. " * 60 + "”", [], language="en", budget=Budget(3, 120))
    assert summary.endswith("…”")
    assert len(summary) <= 120


def test_lead_that_repeats_the_title_is_passed_over() -> None:
    """A reader who has read the title is not shown it again as the lead."""
    text = "Talks resume in Geneva\nTwo delegations met on Friday. They had coffee."
    assert summarise("Talks resume in Geneva", text, [], language="en").startswith("Two delegations met")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("", "en", ""),
        (" \n\n ", None, ""),
        ("One sentence only", "en", "One sentence only"),
        (
            "外交部长说：“我们会谈。不会退让。”他离开了。下雨了。",
            "zh",
            "外交部长说：“我们会谈。不会退让。”他离开了。下雨了。",
        ),
        ("Dr. Smith met U.S. officials. He left.", "en", "Dr. Smith met U.S. officials. He left."),
    ],
)
def test_small_texts(text: str, language: str | None, expected: str) -> None:
    """Texts shorter than a summary are given as they are, without spaces that their script does not write."""
    assert summarise("", text, [], language=language) == expected


def test_thai_without_sentence_ends() -> None:
    """Thai marks no sentence end: the clause with the hit is still found, whole, within the budget."""
    text = "วันนี้อากาศดีมากและเราจะไปเที่ยวกันที่ทะเลกับเพื่อนๆหลายคนในตอนเช้า " * 20 + "ความมั่นคงทางไซเบอร์เป็นเรื่องสำคัญ"
    for language in ("th", "th-TH", None):
        summary = summarise("", text, _hits(text, "ความมั่นคงทางไซเบอร์"), language=language)
        assert "ความมั่นคงทางไซเบอร์เป็นเรื่องสำคัญ" in summary
        assert len(summary) <= 600
    english = "The word สวัสดี greets " + "and greets again " * 10 + "all day. It rained."
    assert summarise("", english, [], language="en") == english


def test_offsets_beyond_the_first_plane() -> None:
    """Spans count code points: emoji before a hit do not move it into another sentence."""
    text = "😀😀😀😀😀😀😀😀 Hello. Rain fell. Snow fell. Wind blew. Sherman came."
    summary = summarise("", text, _hits(text, "Sherman"), language="en", budget=Budget(sentences=2))
    assert "Sherman came." in summary


@pytest.mark.parametrize(
    "aside",
    [
        "Photo: Ministers in Geneva on Friday. File picture",
        "Read also: Sherman on arms control.",
        "Sign up for our newsletter, says Sherman.",
        "Advertisement",
        "Sherman in the garden",
        "Lesen Sie auch: Was Sherman plant.",
        "Читайте также: Что думает Sherman.",
        "اقرأ أيضاً: Sherman في جنيف.",
        "相关阅读：Sherman谈军控。",
        "関連記事：Shermanの提案。",
        "यह भी पढ़ें: Sherman की योजना।",
        "(Reporting by Ann Sherman; editing by Bo Li.)",
    ],
)
def test_captions_and_teasers_are_no_part_of_the_report(aside: str) -> None:
    """A reader is not told what a picture shows or what else there is to read, even where it names what was sought."""
    text = f"{aside}\nThe council met on Monday.\n{aside}\nRyabkov spoke of missiles.\nIt rained.\nIt snowed."
    hits = [_hit(text, place, "Sherman") for place in range(len(text)) if text.startswith("Sherman", place)]
    found = summarise("", text, hits, language="en")
    assert aside not in found
    assert found.startswith("The council met on Monday.")


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("„Nie ustąpimy. Nigdy” – powiedział Nowak. Potem wyszedł.", "pl", "„Nie ustąpimy. Nigdy” – powiedział Nowak."),
        ("„Nem engedünk. Soha” – mondta Nagy. Aztán elment.", "hu", "„Nem engedünk. Soha” – mondta Nagy."),
        ("M. Roy part. « C’est décidé. » Il pleut.", "fr", "M. Roy part. « C’est décidé. »"),
        ("‘I don’t yield. Never,’ said Orr. It rained.", "en", "‘I don’t yield. Never,’ said Orr."),
        ("'I don't yield. Never,' said Orr. It rained.", "en", "'I don't yield. Never,' said Orr."),
        ("‘Abd al-Malik came. It’s late. Sana‘a sleeps.", "en", "‘Abd al-Malik came."),
        ('צה"ל נסוג היום. ארה"ב הגיבה. או"ם שתק.', "he", 'צה"ל נסוג היום.'),
        ('כהן אמר: "ארה"ב תגיב. ניצחנו". ירד גשם.', "he", 'כהן אמר: "ארה"ב תגיב. ניצחנו".'),
        ("כהן אמר: ״לא ניכנע. אף פעם״. ירד גשם.", "he", "כהן אמר: ״לא ניכנע. אף פעם״."),
        ('The 5" pipe broke. The 6" pipe held.', "en", 'The 5" pipe broke.'),
        (f"The word ไทย means free {'and ' * 20}nothing else. It rained.", None, None),
    ],
)
def test_a_sentence_ends_where_its_quotation_does(text: str, language: str, first: str | None) -> None:
    """Quotations end as each language ends them; apostrophes, initials of Hebrew and inches are no quotation marks."""
    expected = first or text.removesuffix(" It rained.")
    assert summarise("", text, [], language=language, budget=Budget(sentences=1)) == expected


def test_lines_without_an_end_are_kept_where_that_is_the_habit() -> None:
    """A text whose lines mostly end with no mark, like some chats and scripts, is summarised all the same."""
    text = "Ministers meet in Geneva\nSherman arrives on Friday\nTalks go on for a week\nNo date for more"
    assert summarise("", text, _hits(text, "Sherman"), language="en").startswith("Ministers meet in Geneva Sherman")


@pytest.mark.parametrize(
    ("text", "language", "whole"),
    [
        (
            'It rained. Governor Adeyemi said six had voted for it. "A family does not eat averages," she told us. S.',
            "en",
            'Governor Adeyemi said six had voted for it. "A family does not eat averages," she told us.',
        ),
        (
            "Es regnete. „Wer zahlt, verliert die Familie.“ Das sagte Frau Wirth am Abend. Die Sonne schien.",
            "de",
            "„Wer zahlt, verliert die Familie.“ Das sagte Frau Wirth am Abend.",
        ),
        (
            "Шёл дождь. Соболева призвала ждать. «Family не ест среднее», — сказала она. Солнце вышло.",
            "ru",
            "Соболева призвала ждать. «Family не ест среднее», — сказала она.",
        ),
        (
            "下雨了。市长林维道歉。“family没有理由可讲。”她说。天晴了。",
            "zh",
            "市长林维道歉。“family没有理由可讲。”",
        ),
        (
            "उस दिन बहुत बारिश हुई। मंत्री राणा शाम को वहाँ पहुँचे। “family का हिसाब देंगे।” उन्होंने कहा। धूप निकली।",
            "hi",
            "मंत्री राणा शाम को वहाँ पहुँचे। “family का हिसाब देंगे।”",
        ),
    ],
)
def test_a_quotation_comes_with_its_speaker(text: str, language: str, whole: str) -> None:
    """Where the sentence of a quotation does not say who spoke, the one beside it that does is shown with it."""
    said = "amil"  # of "family", which each quotation holds
    assert whole in summarise("", text, _hits(text, said), language=language, budget=Budget(sentences=2))


def test_officials_come_before_topics_and_numbers_before_none() -> None:
    """With room for one more sentence, an official is named rather than a topic; without hits, a figure is given."""
    text = "The council met. Missiles were a theme. Sherman spoke. It cost 40 crowns. Nobody left."
    hits = [
        _hit(text, text.index("Missiles"), "Missiles", "topic:arms"),
        _hit(text, text.index("Sherman"), "Sherman", "official:sherman"),
    ]
    assert summarise("", text, hits, language="en", budget=Budget(2)) == "The council met. Sherman spoke."
    assert summarise("", text, [], language="en", budget=Budget(2)) == "The council met. It cost 40 crowns."


def test_early_and_short_sentences_come_before_others_but_scraps_do_not() -> None:
    """Where nothing else decides, what follows the lead is shown, before long sentences and before scraps."""
    lead, port, scrap = "The council met on Monday in the old hall.", "The port will be closed for a week.", "Well."
    long = f"The spokesman for the council said {'that it was so and ' * 12}that was that."
    for rest in ((port, long, scrap), (long, port, scrap), (scrap, long, port)):
        text = " ".join((lead, *rest, "Nobody left."))
        assert summarise("", text, [], language="en", budget=Budget(sentences=2)) == f"{lead} {port}"


TEXTS = st.one_of(
    st.text(alphabet='ab A.?!"“”«»„ \n。ا؟\u0301\u200d😀กдЯ:—', max_size=400),
    st.text(max_size=200),
    st.lists(st.sampled_from([report.text for report in reports()]), min_size=1, max_size=2).map("\n".join),
)


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.integers(1, 6), st.integers(2, 700), st.lists(st.integers(0, 900), max_size=4))
def test_the_sentences_stand_where_the_summary_says(text: str, most: int, characters: int, places: list[int]) -> None:
    """The summary is the stretches of the text that it names, in order and whole; only a lead too long is cut."""
    hits = [
        Hit("official:a", Field.BODY, place, place + 3, text[place : place + 3], How.EXACT, "a", "") for place in places
    ]
    found = summary.summarise("", text, hits, language=None, budget=Budget(most, characters))
    assert all(0 <= start < end <= len(text) for start, end in found.sentences)
    assert all(one[1] <= other[0] for one, other in pairwise(found.sentences))
    pieces = [one_line(text[start:end]) for start, end in found.sentences]
    assert len(pieces) <= most
    assert len(found.text) <= characters
    if "".join(pieces).replace(" ", "") != found.text.replace(" ", ""):
        assert len(pieces) == 1
        assert pieces[0].startswith(found.text.partition("…")[0])


@settings(deadline=None)
@given(
    st.text(alphabet='ab A.?!"“”«» \n。ا؟\u0301\u200d😀ก', max_size=400),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=5),
    st.integers(2, 200),
)
def test_never_longer_than_the_budget(text: str, spans: list[tuple[int, int]], characters: int) -> None:
    """Whatever the text and the spans, a summary stays within its budget and on one line."""
    hits = [Hit("phrase:a", Field.BODY, start, end, "a", How.EXACT, "a", snippet="") for start, end in spans]
    summary = summarise("", text, hits, language=None, budget=Budget(3, characters))
    assert len(summary) <= characters
    assert "\n" not in summary


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        (
            "en",
            "Talks resumed on Friday. A ship will leave the port on Monday, negotiators sai",
            "on Monday, negotiators…",
        ),
        (
            "en",
            "Talks resumed on Friday in Geneva after a month, and ten of the negotiators said t",  # nobody can tell
            "negotiators said t…",
        ),
        ("en", "Talks resumed on Friday. “We will not give up”, they said. “We wan", "they said. “We…”"),
        (
            "en",
            "Talks resumed on Friday after a pause of a whole month, the ministry said, and n",  # 80, where feeds cut
            "said, and…",
        ),
        ("ar", "استؤنفت المحادثات يوم الجمعة. وقال الوزير إن الوفود ستع", "وقال الوزير إن الوفود…"),
        ("zh", "两国周四同意重新开放粮食走廊。港口部长表示，首批三艘船将于周", "首批三艘船将于周…"),
    ],
)
def test_a_text_that_its_feed_cut_off_is_shown_as_cut(language: str, text: str, shown: str) -> None:
    """The reader sees that there is more, and no half of a word where that can be told; a page is believed as it is."""
    found = summary.summarise("Title", text, [], language=language, is_excerpt=True)
    assert found.text.endswith(shown)
    assert text[slice(*found.sentences[-1])].endswith(text[-3:])
    assert summarise("Title", text, [], language=language).endswith(text[-3:])


@pytest.mark.parametrize(
    "text",
    [
        "Talks resume in Geneva on Friday",
        "Ministers met. The deal was signed (AFP)",
        "Ministers met. Others will foll...",
        "Ministers met. Others followed […]",
        "สองประเทศตกลงเมื่อวันพฤหัสบดีที่จะเปิดเส้นทางขนส่งธัญพืชอีกครั้ง รัฐมนตรีกล่าวว่าเรือสามลำแรก",
    ],
)
def test_what_has_an_end_or_never_has_one_is_not_called_cut(text: str) -> None:
    """A short line of its own, a source in brackets, dots that say it, and scripts that close no sentence."""
    assert "".join(summary.summarise("Title", text, [], language=None, is_excerpt=True).text.split()) in "".join(
        text.split()
    )


@pytest.mark.parametrize("teaser", ["Read more", "Read also: Oil rises again", "Photo: The port on Friday"])
def test_what_leads_elsewhere_on_the_last_line_is_no_summary(teaser: str) -> None:
    """Neither as it is nor with an ellipsis: feeds write "Read more" behind their text without a break."""
    text = f"Ministers met on Friday. A treaty was signed in the port. {teaser}"
    found = summary.summarise("Title", text, [], language="en", is_excerpt=True)
    assert found.text == "Ministers met on Friday. A treaty was signed in the port."
