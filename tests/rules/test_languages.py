"""Words as people write them in sixteen languages: what must be found, where and how, and what must not."""

import pytest

from monitor.model import How
from monitor.rulebook import Condition
from tests.rules.build import article, hits, official, phrase

E, F, A, C, L = How.EXACT, How.FOLDED, How.ARTICLE, How.CLITIC, How.LEMMA
N, J, W, P = How.CASE_FORM, How.COMPOUND, How.WILDCARD, How.PARTICLE

# Language of the article, its text, the listed term, the words that must be found, and how.
TERMS: list[tuple[str | None, str, str, str, How]] = [
    # Arabic: terms without a language.
    ("ar", "بحث الوزيران ملف الأمن السيبراني", "الأمن السيبراني", "الأمن السيبراني", E),
    ("ar", "وبالأمن السيبراني يهتم الجميع", "الأمن السيبراني", "وبالأمن السيبراني", C),
    ("ar", "قوانين للأمن السيبراني", "الأمن السيبراني", "للأمن السيبراني", C),
    ("ar", "خطة أمن سيبراني جديدة", "الأمن السيبراني", "أمن سيبراني", A),
    ("ar", "فالحد من التسلح أولوية", "الحد من التسلح", "فالحد من التسلح", C),
    ("ar", "مسار الحَدِّ من التسلُّح", "الحد من التسلح", "الحَدِّ من التسلُّح", F),
    ("ar", "الحـــد من التسلح", "الحد من التسلح", "الحـــد من التسلح", F),
    ("ar", "عقوبات على طهران", "عقوبات", "عقوبات", E),
    ("ar", "رفع العقوبات تدريجياً", "عقوبات", "العقوبات", A),
    ("ar", "بالعقوبات وحدها", "عقوبات", "بالعقوبات", C),
    ("ar", "وللعقوبات ثمن", "عقوبات", "وللعقوبات", C),
    ("ar", "سفير أمريكا في القاهرة", "أمريكا", "أمريكا", E),
    ("ar", "سفير امريكا في القاهرة", "أمريكا", "امريكا", F),
    ("ar", "وصل إلى لبنان أمس", "لبنان", "لبنان", E),
    ("ar", "وصل الوفد إلى بيروت ولبنان ينتظر", "لبنان", "ولبنان", C),
    ("ar", "للغة العربية مكانة", "اللغة", "للغة", C),
    ("ar", "كان اللقاء منتظماً", "منتظم", "منتظماً", N),
    ("ar", "في موسكو؛ والكرملين صامت", "الكرملين", "والكرملين", C),
    ("ar", "قمة ٢٠٢٤ في جنيف", "قمة 2024", "قمة ٢٠٢٤", F),
    # Russian and Ukrainian.
    ("ru", "новые меры кибербезопасности", "кибербезопасность", "кибербезопасности", L),
    ("ru", "О контроле над вооружениями", "контроль над вооружениями", "контроле над вооружениями", L),
    ("ru", "ввели санкции", "санкции", "санкции", E),
    ("ru", "из-за санкций", "санкции", "санкций", L),
    ("ru", "Кибер-безопасность растёт", "кибербезопасность", "Кибер-безопасность", J),
    ("ru", "САНКЦИИ ПРОТИВ БАНКОВ", "санкции", "САНКЦИИ", F),
    ("ru", "полёт отменён", "полет", "полёт", F),
    ("ru", "ядерного оружия больше нет", "ядерное оружие", "ядерного оружия", L),
    ("ru", "пе́реговоры идут", "переговоры", "пе́реговоры", F),
    ("uk", "ввели санкції", "санкції", "санкції", E),
    ("uk", "наслідки санкцій", "санкція", "санкцій", L),
    ("uk", "комп’ютер зламано", "комп'ютер", "комп’ютер", F),
    ("uk", "ядерної зброї немає", "ядерна зброя", "ядерної зброї", L),
    # English.
    ("en", "Talks on arms control began", "arms control", "arms control", E),
    ("en", "ARMS CONTROL is back", "arms control", "ARMS CONTROL", F),
    ("en", "arms-control treaties", "arms control", "arms-control", F),
    ("en", "a cyber security firm", "cybersecurity", "cyber security", J),
    ("en", "a cyber-security firm", "cybersecurity", "cyber-security", J),
    ("en", "a cybersecurity firm", "cyber security", "cybersecurity", J),
    ("en", "a cyber\u00adsecurity firm", "cybersecurity", "cyber\u00adsecurity", F),
    ("en", "Two missiles fell", "missile", "missiles", L),
    ("en", "Iran's answer", "Iran", "Iran's", N),
    ("en", "Iran’s answer", "Iran", "Iran’s", N),
    ("en", "Ｉｒａｎ answers", "Iran", "Ｉｒａｎ", F),
    ("en", "the U.S. sanctions list", "sanction", "sanctions", L),
    ("en", "hypersonically armed", "hyperson*", "hypersonically", W),
    ("en", "“nuclear” weapons", "nuclear weapons", "nuclear” weapons", F),
    ("en", "a cafe\u0301 bombing", "café", "cafe\u0301", F),
    ("en", "anti-missile shield", "antimissile", "anti-missile", J),
    # German.
    ("de", "Die Cybersicherheit leidet", "Cybersicherheit", "Cybersicherheit", E),
    ("de", "Cybersicherheitsbehörde warnt", "Cybersicherheit*", "Cybersicherheitsbehörde", W),
    ("de", "Die Sanktionen wirken", "Sanktion", "Sanktionen", L),
    ("de", "Straße gesperrt", "Strasse", "Straße", F),
    ("de", "Cyber-Sicherheit leidet", "Cybersicherheit", "Cyber-Sicherheit", J),
    ("de", "die atomaren Waffen", "atomare Waffe", "atomaren Waffen", L),
    # Spanish and French.
    ("es", "las sanciones económicas", "sanción", "sanciones", L),
    ("es", "control de armamentos", "control de armamento", "control de armamentos", L),
    ("es", "la ciberseguridad nacional", "ciberseguridad", "ciberseguridad", E),
    ("es", "ESPANA y Francia", "España", "ESPANA", F),
    ("fr", "la sécurité de l'Iran", "Iran", "l'Iran", C),
    ("fr", "la sécurité de l’Iran", "Iran", "l’Iran", C),
    ("fr", "maîtrise des armements", "maîtrise des armements", "maîtrise des armements", E),
    ("fr", "MAITRISE DES ARMEMENTS", "maîtrise des armements", "MAITRISE DES ARMEMENTS", F),
    ("fr", "les cyberattaques russes", "cyberattaque", "cyberattaques", L),
    ("fr", "jusqu'Odessa", "Odessa", "jusqu'Odessa", C),
    # Tibetan: a tsheg ends each syllable, and words are not parted.
    ("bo", "དྲ་རྒྱའི་བདེ་འཇགས་སྐོར་གྲོས་མོལ་གནང་འདུག།", "བདེ་འཇགས", "བདེ་འཇགས", E),
    ("bo", "ལས་དོན་དེ་གྲོས་མོལ།", "གྲོས་མོལ་", "གྲོས་མོལ", F),
    # Turkish.
    ("tr", "İran'ın cevabı", "İran", "İran'ın", N),
    ("tr", "IRAK'TA SEÇİM", "Irak", "IRAK'TA", N),
    ("tr", "nükleer silahlar", "nükleer silah", "nükleer silahlar", L),
    ("tr", "SİBER GÜVENLİK", "siber güvenlik", "SİBER GÜVENLİK", F),
    ("tr", "yaptırımlar geldi", "yaptırım", "yaptırımlar", L),
    # Persian.
    ("fa", "تحریم‌های تازه", "تحریم", "تحریم‌های", N),
    ("fa", "كنترل تسليحات", "کنترل تسلیحات", "كنترل تسليحات", F),
    ("fa", "امنیت سایبری", "امنیت سایبری", "امنیت سایبری", E),
    ("fa", "سال ۱۴۰۳", "1403", "۱۴۰۳", F),
    # Hebrew.
    ("he", "באיראן אמרו", "איראן", "באיראן", C),
    ("he", "ולאיראן יש תשובה", "איראן", "ולאיראן", C),
    ("he", "הסנקציות הוסרו", "סנקציות", "הסנקציות", C),
    ("he", "אִירָאן", "איראן", "אִירָאן", F),
    ("he", "צה״ל הודיע", 'צה"ל', "צה״ל", F),
    # Chinese, Japanese, Korean.
    ("zh", "加强网络安全合作", "网络安全", "网络安全", E),
    ("zh", "中国外交部回应", "中国", "中国", E),
    ("zh", "军备控制谈判", "军备控制", "军备控制", E),
    ("zh", "😀中国回应", "中国", "中国", E),
    ("ja", "核兵器の削減", "核兵器", "核兵器", E),
    ("ja", "サイバー攻撃を受けた", "サイバー攻撃", "サイバー攻撃", E),
    ("ja", "ｻｲﾊﾞｰ攻撃を受けた", "サイバー攻撃", "ｻｲﾊﾞｰ攻撃", F),
    ("ja", "軍備管理の協議", "軍備管理", "軍備管理", E),
    ("ko", "군비통제를 논의", "군비통제", "군비통제를", P),
    ("ko", "군비통제에서는", "군비통제", "군비통제에서는", P),
    ("ko", "군비통제를 논의", "군비 통제", "군비통제를", J),
    ("ko", "사이버 안보와", "사이버 안보", "사이버 안보와", P),
    ("ko", "제재가 풀렸다", "제재", "제재가", P),
    # Serbian in both alphabets, Croatian and Bosnian, which share a dictionary.
    ("sr", "нови ракетни напад после санкција", "санкције", "санкција", L),
    ("sr", "због санкцијама", "санкција", "санкцијама", L),
    ("sr", "zbog sankcijama", "sankcija", "sankcijama", L),
    ("hr", "kontrola nuklearnog oružja", "nuklearno oružje", "nuklearnog oružja", L),
    ("bs", "balističkim raketama", "balistička raketa", "balističkim raketama", L),
    # Greek, Polish, Vietnamese, Thai.
    ("el", "ΚΥΒΕΡΝΟΑΣΦΑΛΕΙΑ ΤΩΡΑ", "κυβερνοασφάλεια", "ΚΥΒΕΡΝΟΑΣΦΑΛΕΙΑ", F),
    ("el", "οι κυρώσεις ισχύουν", "κυρώσεις", "κυρώσεις", E),
    ("el", "πόλεμος στην Ουκρανία", "ΠΟΛΕΜΟΣ", "πόλεμος", F),
    ("el", "ο έλεγχος των εξοπλισμών", "έλεγχος των εξοπλισμών", "έλεγχος των εξοπλισμών", E),
    ("cs", "nové sankce", "sankce", "sankce", E),
    ("cs", "dopady sankcí", "sankce", "sankcí", L),
    ("cs", "balistických raket", "balistická raketa", "balistických raket", L),
    ("pl", "LODZ wita", "Łódź", "LODZ", F),
    ("vi", "kiểm soát vũ khí", "kiểm soát vũ khí", "kiểm soát vũ khí", E),
    ("vi", "An ninh mạng", "an ninh mạng", "An ninh mạng", F),
    ("vi", "AN NINH MẠNG", "an ninh mạng", "AN NINH MẠNG", F),
    ("th", "ความมั่นคงไซเบอร์ของไทย", "ไซเบอร์", "ไซเบอร์", E),
    # Korean particles on words in other letters, suffixes behind two apostrophes, capitals of other languages.
    ("ko", "NATO가 말했다", "NATO", "NATO가", P),
    ("ko", "5G를", "5G", "5G를", P),
    ("en", "O’Brien’s view", "O'Brien", "O’Brien’s", N),
    ("fr", "d'Estaing's", "Estaing", "d'Estaing's", C),
    (None, "IRAK", "Irak", "IRAK", F),
    ("tr", "IRAK'ta", "Irak", "IRAK'ta", N),
    # An unknown language still finds folded forms and particles.
    (None, "وبالأمن السيبراني", "الأمن السيبراني", "وبالأمن السيبراني", C),
    (None, "ARMS CONTROL", "arms control", "ARMS CONTROL", F),
    (None, "군비통제를", "군비통제", "군비통제를", P),
]

# Arabic-script and script-wide terms are listed without a language; the others under that of the article. Polish ones
# are, too: its dictionary alone takes ten seconds to build.
_UNLISTED = {"ar", "he", "zh", "ja", "ko", "th", "pl", None}


def term(language: str | None, text: str) -> Condition:
    """``text`` as a rule would list it for ``language``."""
    return phrase(text, lang="" if language in _UNLISTED else str(language))


@pytest.mark.parametrize(("language", "text", "listed", "surface", "how"), TERMS)
def test_a_term_is_found_as_written(language: str | None, text: str, listed: str, surface: str, how: How) -> None:
    """The hit covers exactly the words that a reader would mark, and says how far they are from the listed term."""
    found = hits(term(language, listed), article(text, language))
    assert [(hit.text, hit.start, hit.variant, hit.how) for hit in found] == [
        (surface, text.index(surface), listed, how)
    ]


def test_a_croatian_term_is_found_inflected_in_an_article_taken_for_serbian() -> None:
    """Detectors take Bosnian, Croatian and Serbian for one another; their words inflect alike, and so they count."""
    found = hits(phrase("raketa", lang="hr"), article("napad raketama", "sr"))
    assert [(hit.text, hit.how) for hit in found] == [("raketama", L)]


# Language of the article, its text, a term without a language, the words found, and how.
UNDECLARED: list[tuple[str | None, str, str, list[tuple[str, How]]]] = [
    ("en", "New grain corridors opened", "grain corridor", [("grain corridors", L)]),
    ("en", "the grain-corridor deal", "grain corridors", [("grain-corridor", L)]),
    ("de", "New grain corridors opened", "grain corridor", []),
    (None, "New grain corridors opened", "grain corridor", []),
    ("ru", "открытие зернового коридора", "зерновой коридор", [("зернового коридора", L)]),
    ("uk", "відкриття зернового коридору", "зерновой коридор", []),
    ("ru", "о чёрной дыре", "черная дыра", [("чёрной дыре", L)]),
    ("ar", "وصادرات الحبوب", "صادرات الحبوب", [("وصادرات الحبوب", C)]),
    ("ru", "введены санкции, санкций мало", "санкції", []),
    ("en", "oil prices fell", "Price", []),
    ("en", "we told you", "US", []),
    ("ru", "лавровый лист и лавры", "Лавров", []),
    ("ru", "вступление в НАТО из Ирана", "Иран", [("Ирана", L)]),
    ("ru", "систем ПВО у границы", "система ПВО", [("систем ПВО", L)]),
]


@pytest.mark.parametrize(("language", "text", "listed", "expected"), UNDECLARED)
def test_a_term_without_a_language_is_inflected_in_that_of_its_script(
    language: str | None, text: str, listed: str, expected: list[tuple[str, How]]
) -> None:
    """Latin letters are read as English and Russian ones as Russian, in articles in that language alone."""
    assert [(hit.text, hit.how) for hit in hits(phrase(listed), article(text, language))] == expected


# Language, text, official, the words found, how, and the words that license a surname.
NAMES: list[tuple[str, str, str, list[tuple[str, How, str | None]]]] = [
    ("ru", "встреча с Сергеем Рябковым", "ryabkov", [("Сергеем Рябковым", N, None)]),
    (
        "ru",
        "Сергея Рябкова ждут. Рябкову звонили",
        "ryabkov",
        [("Сергея Рябкова", N, None), ("Рябкову", N, "Сергея Рябкова")],
    ),
    ("ru", "О Владимире Зеленском", "zelensky", [("Владимире Зеленском", N, None)]),
    ("ru", "Джо Байдену", "biden", [("Джо Байдену", N, None)]),
    ("ru", "Неда Прайса спросили", "price", [("Неда Прайса", N, None)]),
    ("ru", "Белый дом: Байден согласен", "biden", [("Байден", E, "Белый дом")]),
    ("uk", "Володимира Зеленського чекають", "zelensky", [("Володимира Зеленського", N, None)]),
    ("uk", "Володимиром Зеленським", "zelensky", [("Володимиром Зеленським", N, None)]),
    ("uk", "Сергію Рябкову", "ryabkov", [("Сергію Рябкову", N, None)]),
    ("uk", "Сергієві Рябкову", "ryabkov", [("Сергієві Рябкову", N, None)]),
    ("ar", "قال جو بايدن", "biden", [("جو بايدن", E, None)]),
    ("ar", "وجو بايدن صامت", "biden", [("وجو بايدن", C, None)]),
    ("ar", "البيت الأبيض: لبايدن رأي", "biden", [("لبايدن", C, "البيت الأبيض")]),
    ("ar", "ذكرت ويندي شيرمان ثم لشيرمان", "sherman", [("ويندي شيرمان", E, None), ("لشيرمان", C, "ويندي شيرمان")]),
    ("en", "Joe Biden spoke", "biden", [("Joe Biden", E, None)]),
    ("en", "The White House ❤\ufe0fBiden", "biden", [("Biden", E, "White House")]),
    ("en", "Joe Biden's plan", "biden", [("Joe Biden's", N, None)]),
    ("en", "JOE BIDEN SPOKE", "biden", [("JOE BIDEN", F, None)]),
    ("en", "The White House said Biden left", "biden", [("Biden", E, "White House")]),
    ("de", "mit Sergej Rjabkow", "ryabkov", [("Sergej Rjabkow", E, None)]),
    ("fr", "selon Sergueï Riabkov", "ryabkov", [("Sergueï Riabkov", E, None)]),
    ("fr", "selon Serguei Riabkov", "ryabkov", [("Serguei Riabkov", F, None)]),
    ("pl", "z Wołodymyrem Zełenskim", "zelensky", [("Wołodymyrem Zełenskim", N, None)]),
    ("pl", "spotkanie Joe Bidena", "biden", [("Joe Bidena", N, None)]),
    ("tr", "Joe Biden'ın planı", "biden", [("Joe Biden'ın", N, None)]),
    ("tr", "JOE BIDEN geldi", "biden", [("JOE BIDEN", F, None)]),
    ("zh", "美国总统乔·拜登表示", "biden", [("乔·拜登", E, None)]),
    (
        "zh",
        "谢尔盖·里亚布科夫说，里亚布科夫同意",
        "ryabkov",
        [("谢尔盖·里亚布科夫", E, None), ("里亚布科夫", E, "谢尔盖·里亚布科夫")],
    ),
    ("ja", "セルゲイ・リャプコフ外務次官", "ryabkov", [("セルゲイ・リャプコフ", E, None)]),
    ("ko", "세르게이 랴브코프가 말했다", "ryabkov", [("세르게이 랴브코프가", P, None)]),
    ("el", "Ο ΣΕΡΓΚΕΙ ΡΙΑΜΠΚΟΦ", "ryabkov", [("ΣΕΡΓΚΕΙ ΡΙΑΜΠΚΟΦ", F, None)]),
    ("he", "לוונדי שרמן", "sherman", [("לוונדי שרמן", C, None)]),
    ("fa", "علی باقری گفت", "bagheri", [("علی باقری", E, None)]),
]


@pytest.mark.parametrize(("language", "text", "name", "expected"), NAMES)
def test_an_official_is_found_in_every_case_form(
    language: str, text: str, name: str, expected: list[tuple[str, How, str | None]]
) -> None:
    """Names are found inflected; a bare surname says which full name or role let it count."""
    found = hits(official(name), article(text, language))
    assert [(hit.text, hit.how, hit.licence) for hit in found] == expected
    assert all(text[hit.start : hit.end] == hit.text for hit in found)


# Language, text, and a term that must not be found in it.
OTHER_WORDS: list[tuple[str | None, str, str]] = [
    ("ar", "وزير الدفاع", "زير"),
    ("ar", "جمهورية الجزر", "الجزائر"),
    ("ar", "الأمن القومي والهجوم السيبراني", "الأمن السيبراني"),
    ("ar", "أمن الحدود، سيبراني الطابع", "أمن سيبراني"),
    ("ar", "إيراني غاضب", "إيران"),
    ("ar", "بيان مشترك", "يان"),
    ("ar", "كتاب جديد", "تاب"),
    ("ar", "لبنان يحترق", "بنان"),
    ("ar", "باريس ترد", "اريس"),
    ("ar", "الحد الأدنى\nمن التسلح", "الحد الأدنى من التسلح"),
    ("ar", "جزر القمر", "الجزر"),
    ("ru", "лавровый лист", "Лавров"),
    ("ru", "контроль. Над вооружениями", "контроль над вооружениями"),
    ("ru", "контроль, над вооружениями", "контроль над вооружениями"),
    ("ru", "мировой рекорд", "мир"),
    ("ru", "иранский посол", "Иран"),
    ("ru", "кибернетика", "кибербезопасность"),
    (None, "мой дом", "мои дом"),
    ("uk", "український дім", "Україна"),
    ("uk", "мирний договір", "мир"),
    ("en", "arms were raised under control", "arms control"),
    ("en", "Arms; control", "arms control"),
    ("en", "arms (control)", "arms control"),
    ("en", "arms\ncontrol", "arms control"),
    ("en", "farms control", "arms control"),
    ("en", "warms controlling", "arms control"),
    ("en", "the Iranian side", "Iran"),
    ("en", "Iran", "Iranian"),
    ("en", "sanctimonious", "sanction"),
    ("en", "sportive event", "sport"),
    ("en", "O'Brien said", "Brien said no"),
    ("en", "cyber attack and security", "cybersecurity"),
    ("de", "Atomwaffensperrvertrag", "Atomwaffe"),
    ("de", "Iranisches Öl", "Iran"),
    ("de", "Das Geschenk", "Gift"),
    ("de", "Sicherheit im Cyberraum", "Cybersicherheit"),
    ("es", "la sanidad pública", "sanción"),
    ("es", "el control. De armas", "control de armas"),
    ("es", "armadura", "arma"),
    ("fr", "la maîtrise, des armements", "maîtrise des armements"),
    ("fr", "iranien", "Iran"),
    ("it", "dell'Iran", "Dell"),
    ("fr", "la sanctuarisation", "sanction"),
    ("tr", "sınır kapısı", "sinir"),
    ("tr", "İranlı heyet geldi", "Irak"),
    ("tr", "kırmızı", "kırım"),
    ("fa", "ایرانی", "ایران"),
    ("fa", "تحریک", "تحریم"),
    ("he", "איראנית", "איראן"),
    ("he", "אבטחה. סייבר", "אבטחת סייבר"),
    ("zh", "发展中国家呼吁减债", "中国"),
    ("zh", "网络。安全", "网络安全"),
    ("zh", "网络\n安全", "网络安全"),
    ("ja", "東京都民", "京都"),
    ("ja", "核家族の問題", "核兵器"),
    ("ko", "군비통제사", "군비통제"),
    ("ko", "제재소", "제재"),
    ("el", "κυβερνήτης", "κυβερνοασφάλεια"),
    ("el", "πολεμικός", "πόλεμος"),
    ("cs", "íránský ministr", "Írán"),
    ("cs", "sankční seznam", "sankce"),
    ("pl", "łódzki tramwaj", "Łódź"),
    ("vi", "mang an ninh", "an ninh mạng"),
    ("vi", "an ninh mang", "an ninh mạng"),
    (None, "меры кибербезопасности", "кибербезопасность"),
]


@pytest.mark.parametrize(("language", "text", "listed"), OTHER_WORDS)
def test_another_word_is_not_taken_for_the_term(language: str | None, text: str, listed: str) -> None:
    """Words that merely look alike, and words that a sentence, comma or line end parts, are not the term."""
    assert hits(term(language, listed), article(text, language)) == ()


OTHER_PEOPLE: list[tuple[str, str, str]] = [
    ("ru", "Людмила Рябкова выступила", "ryabkov"),
    ("ru", "Сергей Рябов", "ryabkov"),
    ("ru", "Сергей Рыбаков", "ryabkov"),
    ("ru", "Белый дом: Хантера Байдена ждут", "biden"),
    ("ru", "Владимир Зелинский", "zelensky"),
    ("uk", "Зеленський гай", "zelensky"),
    ("ar", "سيرغي ريباكوف", "ryabkov"),
    ("ar", "نيد رايس", "price"),
    ("ar", "على باقة ورد", "bagheri"),
    ("ar", "جلس على الكرسي", "ali"),
    ("en", "Ned. Price rises", "price"),
    ("en", "Ned, Price and others", "price"),
    ("en", "State Department spokesperson: the price is high", "price"),
    ("en", "Ned Prices", "price"),
    ("en", "Joe Bidens", "biden"),
    ("en", "Hunter Biden and the White House", "biden"),
    ("pl", "Joe Bidenowicz", "biden"),
    ("zh", "拜登山", "biden"),
]


@pytest.mark.parametrize(("language", "text", "name"), OTHER_PEOPLE)
def test_another_person_is_not_taken_for_the_official(language: str, text: str, name: str) -> None:
    """Namesakes, blocked people, and surnames that nothing licenses do not count."""
    assert hits(official(name), article(text, language)) == ()
