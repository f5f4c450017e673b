"""What the conditions of a rule mean: all, any, none, near, count, fields, case and form."""

import pytest

from monitor.model import Article, Field, How
from monitor.rulebook import All, AnyOf, Condition, Count, Form, Near, NoneOf, Span, Topic, TopicRef, Where
from tests.rules.build import article, hits, matcher, phrase

A, B, C = phrase("alpha"), phrase("bravo"), phrase("charlie")

CONDITIONS: list[tuple[str, Condition, bool]] = [
    ("alpha and bravo", All((A, B)), True),
    ("alpha alone", All((A, B)), False),
    ("bravo alone", AnyOf((A, B)), True),
    ("neither", AnyOf((A, B)), False),
    ("alpha alone", All((A, NoneOf((B,)))), True),
    ("alpha and bravo", All((A, NoneOf((B, C)))), False),
    ("bravo", AnyOf((All((A, C)), All((B, NoneOf((A,)))))), True),
    ("alpha one two three bravo", Near(3, (A, B)), True),
    ("bravo one two three alpha", Near(3, (A, B)), True),
    ("alpha one two three four bravo", Near(3, (A, B)), False),
    ("alpha bravo", Near(0, (A, B)), True),
    ("alpha\nbravo", Near(8, (A, B)), False),
    ("alpha one bravo two charlie", Near(2, (A, B, C)), True),
    ("alpha one bravo two three charlie", Near(2, (A, B, C)), False),
    ("charlie one two three four alpha bravo charlie", Near(1, (A, B, C)), True),
    ("He said alpha. She said bravo.", Near(Span.SENTENCE, (A, B)), False),
    ("He said alpha, she said bravo.", Near(Span.SENTENCE, (A, B)), True),
    ("Mr. Alpha of the U.S. met bravo.", Near(Span.SENTENCE, (A, B)), True),
    ("He said alpha. She said bravo.", Near(Span.PARAGRAPH, (A, B)), True),
    ("He said alpha.\nShe said bravo.", Near(Span.PARAGRAPH, (A, B)), False),
    ("alpha alpha", Count(2, (A,)), True),
    ("alpha", Count(2, (A,)), False),
    ("alpha bravo", Count(2, (A, B)), True),
    ("alpha bravo", Count(2, (phrase("alpha bravo"), A)), False),
]


@pytest.mark.parametrize(("text", "condition", "expected"), CONDITIONS)
def test_conditions_mean_what_they_say(text: str, condition: Condition, expected: bool) -> None:
    """Each kind of condition holds exactly when its words say so."""
    assert bool(matcher(condition).match(article(text))) is expected


def test_near_reports_only_the_hits_that_are_near() -> None:
    """Of several mentions, those that stand together are shown as the reason."""
    text = "alpha one two three four five alpha bravo"
    assert [hit.start for hit in hits(Near(1, (A, B)), article(text))] == [30, 36]


def test_a_rule_looks_only_at_its_fields() -> None:
    """A rule for titles ignores the body, and the default ignores authors, tags and the URL."""
    where = {name: phrase("alpha", where=Where(fields=frozenset({name}))) for name in Field}
    full = Article(
        id="x",
        title="alpha one",
        text="two alpha",
        authors=("Bob", "Alpha Smith"),
        tags=("news", "alpha"),
        url="https://alpha.example/x",
    )
    for name, condition in where.items():
        assert [hit.field for hit in hits(condition, full)] == [name]
    assert [hit.field for hit in hits(A, full)] == [Field.TITLE, Field.BODY]
    assert hits(A, Article(id="x", title="", text="", authors=("alpha",), tags=("alpha",), url="https://alpha/")) == ()


def test_letter_case_counts_when_asked() -> None:
    """``case: exact`` tells the WHO from who; inflected forms follow the listed letters as far as they are shared."""
    who = phrase("WHO", where=Where(case_exact=True))
    assert [hit.text for hit in hits(who, article("who said WHO"))] == ["WHO"]
    missile = phrase("Missile", lang="en", where=Where(case_exact=True))
    assert [hit.text for hit in hits(missile, article("missiles and Missiles", "en"))] == ["Missiles"]


@pytest.mark.parametrize(
    ("language", "term", "text", "expected"),
    [
        ("en", "Price", "oil prices, pricing, Ned Price", ["Price"]),
        ("en", "START", "It starts, starting now: START", ["START"]),
        ("en", "AIDS", "aided by an aid", []),
        ("en", "NGO", "NGOs met", ["NGOs"]),
        ("en", "Missile Treaty", "Missile Treaties, missile treaties", ["Missile Treaties"]),
        ("en", "missile", "MISSILES, Missiles, missiles", ["MISSILES", "Missiles", "missiles"]),
        ("ru", "Лавров", "лавры, лаврам, Лавры; Лавров", ["Лавров"]),
        ("ru", "Иран", "в Иране, из Ирана", ["Иране", "Ирана"]),
        ("ru", "Государственная Дума", "в Государственной Думе", ["Государственной Думе"]),
        ("de", "Sanktion", "die Sanktionen", ["Sanktionen"]),
        ("de", "Weiße", "die weißen Wände", []),
        ("fr", "Russe", "l'armée des Russes, les lignes russes", ["Russes"]),
    ],
)
def test_a_word_listed_with_a_capital_has_other_forms_with_capitals_only(
    language: str, term: str, text: str, expected: list[str]
) -> None:
    """A name is not taken for the common word that it is spelled like; small words are found in any letter case."""
    assert [hit.text for hit in hits(phrase(term, lang=language), article(text, language))] == expected


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("Iran", "l'iran, l’Iran", ["l’Iran"]),
        ("Iran", "IRAN's, iran's, Iran's", ["Iran's"]),
        ("Élan", "e\u0301lan, E\u0301lan", ["E\u0301lan"]),
        ("E\u0301lan", "élan, Élan", ["Élan"]),
        ("O'Brien", "o'brien, O’Brien’s", ["O’Brien’s"]),
    ],
)
def test_letter_case_counts_behind_elisions_and_under_accents(term: str, text: str, expected: list[str]) -> None:
    """Neither an l' before the word nor an accent written apart hides a letter of the wrong case."""
    exact = phrase(term, where=Where(case_exact=True))
    assert [hit.text for hit in hits(exact, article(text, "fr"))] == expected


@pytest.mark.parametrize("listed_under", ["", "tr"])
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("language", ["tr", "en", None])
def test_capital_i_is_found_in_every_language(listed_under: str, form: Form, language: str | None) -> None:
    """IMF is IMF, though Turkish lowers I to ı: whatever the term is listed under and the article written in."""
    imf = phrase("IMF", lang=listed_under, where=Where(form=form))
    assert [hit.text for hit in hits(imf, article("IMF ile", language))] == ["IMF"]


def test_exact_form_takes_no_inflection() -> None:
    """``form: exact`` finds the term as written, in any letter case, and none of its other forms."""
    exact = phrase("sanction", lang="en", where=Where(form=Form.EXACT))
    assert [hit.text for hit in hits(exact, article("sanctions, Sanction's and a Sanction", "en"))] == ["Sanction"]
    unlisted = phrase("sanction", where=Where(form=Form.EXACT))
    assert [hit.text for hit in hits(unlisted, article("sanctions, Sanction's and a Sanction", "en"))] == ["Sanction"]
    arabic = phrase("الأمن السيبراني", where=Where(form=Form.EXACT))
    assert [hit.how for hit in hits(arabic, article("والأمن السيبراني ثم الأمن السيبراني", "ar"))] == [How.EXACT]
    joint = phrase("cybersecurity", where=Where(form=Form.EXACT))
    assert hits(joint, article("cyber security and cyber-security")) == ()


def test_a_topic_is_found_by_any_term_of_any_language() -> None:
    """One topic finds its subject in each language and names the term that was found; longer terms swallow shorter."""
    topic = Topic("arms", "Arms", {"en": ("arms control", "arms control treaty"), "ar": ("الحد من التسلح",)})
    found = matcher(TopicRef("arms"), topics=(topic,)).match(article("An arms control treaty: للحد من التسلح", "en"))
    assert [(hit.leaf, hit.text, hit.variant) for hit in found[0].hits] == [
        ("topic:arms", "arms control treaty", "arms control treaty"),
        ("topic:arms", "للحد من التسلح", "الحد من التسلح"),
    ]


def test_hits_stand_in_order_and_once() -> None:
    """Hits come title first, then by place, and a place that two branches of a rule share is shown once."""
    condition = All((B, AnyOf((A, A)), A))
    found = hits(condition, article("bravo then alpha", title="alpha"))
    assert [(hit.field, hit.text) for hit in found] == [
        (Field.TITLE, "alpha"),
        (Field.BODY, "bravo"),
        (Field.BODY, "alpha"),
    ]


def test_a_leaf_shows_its_first_fifty_hits_and_counts_all() -> None:
    """A character that fills an article does not fill the alert; ``count`` and ``near`` still see every place."""
    text = article("中 " * 200 + "国 alpha")
    often = phrase("中")
    shown = hits(AnyOf((often, A)), text)
    assert [hit.leaf for hit in shown] == ["phrase:中"] * 50 + ["phrase:alpha"]
    assert [hit.start for hit in shown[:3]] == [0, 2, 4]
    assert len(hits(Count(200, (often,)), text)) == 50
    assert hits(Count(201, (often,)), text) == ()
    assert [hit.start for hit in hits(Near(1, (often, A)), text)] == [398, 402]


def test_the_snippet_shows_whole_words_around_the_hit() -> None:
    """About forty characters either side, cut between words, within the paragraph."""
    text = "First line.\n" + "word " * 20 + "alpha " + "more " * 20 + "\nLast line."
    (hit,) = hits(A, article(text))
    assert hit.snippet == "…" + "word " * 8 + "alpha" + " more" * 8 + "…"
    (hit,) = hits(A, article("just alpha here"))
    assert hit.snippet == "just alpha here"
