"""The officials that ship: each is found by every name listed, in the forms that sentences need, and nobody else is."""

import re
from collections import Counter
from pathlib import Path

import pytest

from monitor.config import load
from monitor.model import Article
from monitor.rulebook import Official, OfficialRef, Rule, Rulebook, Where
from monitor.rules import Matcher, compile_rulebook

# On a machine whose cache is empty two dozen dictionaries are opened first, which takes a minute and more.
pytestmark = pytest.mark.timeout(600)

CONFIG = Path(__file__).parents[2] / "config" / "monitor.yaml"

# Surnames that are also ordinary words of some language: `check` advises `case: exact` for them.
ALSO_WORDS = {"ned-price", "donald-trump", "emmanuel-macron"}

SCRIPTS = {"Latin": "A-Za-z", "Cyrillic": "\u0400-\u04ff", "Arabic": "\u0600-\u06ff", "Han": "\u4e00-\u9fff"}

# One sentence a language, with a place for a name in the nominative.
CARRIERS = {
    "ar": "في مؤتمر صحفي قال {} إن المحادثات ستستأنف قريبا.",
    "az": "Görüşdən sonra {} danışıqların davam edəcəyini bildirdi.",
    "bg": "Както съобщи агенцията, {} пристигна в Женева.",
    "cs": "Po schůzce {} řekl, že rozhovory budou pokračovat.",
    "de": "Nach dem Treffen sagte {} vor Journalisten, die Gespräche gingen weiter.",
    "el": "Σύμφωνα με το πρακτορείο, {} έφτασε χθες στη Γενεύη.",
    "en": "Officials said that {} would travel to Geneva on Monday.",
    "es": "Tras la reunión, {} dijo que las conversaciones continuarían.",
    "et": "Pärast kohtumist ütles {}, et kõnelused jätkuvad.",
    "fa": "به گزارش خبرگزاری‌ها، {} درباره مذاکرات سخن گفت.",
    "fi": "Tapaamisen jälkeen {} sanoi neuvottelujen jatkuvan.",
    "fr": "Après la réunion, {} a déclaré que les pourparlers continueraient.",
    "he": "בתדרוך לעיתונאים אמר {} כי השיחות יימשכו.",
    "hi": "बैठक के बाद {} ने कहा कि वार्ता जारी रहेगी।",
    "hu": "A találkozó után {} azt mondta, hogy a tárgyalások folytatódnak.",
    "hy": "Հանդիպումից հետո {} հայտարարեց, որ բանակցությունները կշարունակվեն։",
    "it": "Dopo l'incontro {} ha detto che i colloqui continueranno.",
    "ja": "会談の後、{}は記者団に対し、協議を続けると述べた。",
    "ko": "회담이 끝난 뒤 {}은 협상을 계속하겠다고 말했다.",
    "lt": "Po susitikimo {} pareiškė, kad derybos tęsis.",
    "lv": "Pēc tikšanās {} sacīja, ka sarunas turpināsies.",
    "nl": "Na de ontmoeting zei {} dat de gesprekken doorgaan.",
    "pl": "Po spotkaniu {} powiedział, że rozmowy będą trwały.",
    "pt": "Depois da reunião, {} disse que as conversações continuam.",
    "ru": "Как сообщает агентство, {} прибыл в Женеву во вторник.",
    "sk": "Po stretnutí {} povedal, že rokovania budú pokračovať.",
    "sr": "Како јавља агенција, {} је стигао у Женеву.",
    "sv": "Efter mötet sade {} att samtalen fortsätter.",
    "tr": "Toplantının ardından {} görüşmelerin süreceğini söyledi.",
    "uk": "Як повідомляє агентство, {} прибув до Женеви у вівторок.",
    "zh": "据当地媒体报道，{}表示，谈判将继续。",
}

# Language, a sentence, and the officials that it names, in forms that are not listed.
NAMED: list[tuple[str, str, set[str]]] = [
    ("ru", "О планах рассказали в окружении Дмитрия Медведева", {"dmitry-medvedev"}),
    ("ru", "Министр встретилась с Анналеной Бербок в Берлине", {"annalena-baerbock"}),
    ("ru", "Письмо передали Антониу Гутерришу во вторник", {"antonio-guterres"}),
    ("ru", "Разговор с Биньямином Нетаньяху длился час", {"benjamin-netanyahu"}),
    ("ru", "Новые меры коснулись и Николая Патрушева", {"nikolai-patrushev"}),
    ("ru", "Доклад Рафаэля Гросси обсудили в Вене", {"rafael-grossi"}),
    ("ru", "Пресс-конференцию Радослава Сикорского отложили", {"radoslaw-sikorski"}),
    ("ru", "Переговоры со Стивом Уиткоффом завершились вечером", {"steve-witkoff"}),
    ("ru", "Вопрос о ставке задали Эльвире Набиуллиной", {"elvira-nabiullina"}),
    ("ru", "Ответ Ллойда Остина опубликовали в тот же день", {"lloyd-austin"}),
    ("ru", "Об этом сказано в письме Алексея Лихачёва", {"alexei-likhachev"}),
    ("ru", "Генсек НАТО прибыл в Киев, со Столтенбергом встретились депутаты", {"jens-stoltenberg"}),
    ("uk", "Зустріч із Дмитром Кулебою відбулася у Варшаві", {"dmytro-kuleba"}),
    ("uk", "Заяву Валерія Залужного поширили медіа", {"valerii-zaluzhnyi"}),
    ("uk", "Розмова з Рустемом Умєровим тривала годину", {"rustem-umerov"}),
    ("uk", "За словами Андрія Єрмака, перемовини тривають", {"andriy-yermak"}),
    ("uk", "Доповідь Олександра Сирського почули всі", {"oleksandr-syrskyi"}),
    ("uk", "Слова Олексія Резнікова процитувала преса", {"oleksii-reznikov"}),
    ("sr", "Састанак са Доналдом Трампом трајао је сат времена", {"donald-trump"}),
    ("sr", "Разговор са Сергејем Лавровом био је кратак", {"sergei-lavrov"}),
    ("pl", "Rozmowa z Radosławem Sikorskim trwała godzinę", {"radoslaw-sikorski"}),
    ("pl", "Spotkanie z Władysławem Kosiniakiem-Kamyszem odbyło się rano", {"wladyslaw-kosiniak-kamysz"}),
    ("pl", "Decyzja Mariusza Błaszczaka wywołała spór", {"mariusz-blaszczak"}),
    ("pl", "List trafił do Donalda Tuska", {"donald-tusk"}),
    ("pl", "Wypowiedź Siergieja Ławrowa skomentowano w Warszawie", {"sergei-lavrov"}),
    ("cs", "Setkání s Vladimirem Putinem trvalo hodinu", {"vladimir-putin"}),
    ("cs", "Výrok Dmitrije Peskova vyvolal spor", {"dmitry-peskov"}),
    ("cs", "Jednání s Marošem Šefčovičem skončilo", {"maros-sefcovic"}),
    ("sk", "Rokovanie s Marošom Šefčovičom sa skončilo", {"maros-sefcovic"}),
    ("el", "Η δήλωση του Βλαντίμιρ Πούτιν προκάλεσε αντιδράσεις", {"vladimir-putin"}),
    ("el", "Συνάντηση με τη Μαρία Ζαχάροβα και τις θέσεις της Μαρίας Ζαχάροβα", {"maria-zakharova"}),
    ("tr", "Recep Tayyip Erdoğan'ın açıklaması bekleniyor", {"recep-tayyip-erdogan"}),
    ("tr", "Bakan, Hakan Fidan'la görüştü", {"hakan-fidan"}),
    ("tr", "Yaşar Güler’in ziyareti ertelendi", {"yasar-guler"}),
    ("tr", "Mektup Antonio Guterres'e iletildi", {"antonio-guterres"}),
    ("az", "Ceyhun Bayramovun səfəri başa çatdı", {"jeyhun-bayramov"}),
    ("ar", "والتقى الوفد بدميتري ميدفيديف في موسكو", {"dmitry-medvedev"}),
    ("ar", "ووجه رسالة لأندريه يرماك أمس", {"andriy-yermak"}),
    ("ar", "وأنتوني بلينكن في القاهرة اليوم", {"antony-blinken"}),
    ("ar", "اجتمع الوزير برافائيل غروسي وعباس عراقجي", {"rafael-grossi", "abbas-araghchi"}),
    ("ar", "قال الأمين العام للناتو إن القمة ستعقد، ولستولتنبرغ رأي آخر", {"jens-stoltenberg"}),
    ("ar", "وفولكر تورك يطالب بتحقيق مستقل", {"volker-turk"}),
    ("he", "השר מסר את המכתב לבנימין נתניהו", {"benjamin-netanyahu"}),
    ("he", "לדברי הדובר, ויואב גלנט הסכים לכך", {"yoav-gallant"}),
    ("he", "השיחה עם אנטוניו גוטרש ושל קאיה קאלאס", {"antonio-guterres", "kaja-kallas"}),
    ("fa", "این خبر را بهروز کمالوندی اعلام کرد و علی لاریجانی تأیید کرد", {"behrouz-kamalvandi", "ali-larijani"}),
    ("fi", "Tapaaminen Jens Stoltenbergin kanssa siirtyi", {"jens-stoltenberg"}),
    ("fi", "Kirje lähetettiin Vladimir Putinille", {"vladimir-putin"}),
    ("fi", "Mark Rutten mukaan kokous pidetään kesällä", {"mark-rutte"}),
    ("et", "Kohtumine Jens Stoltenbergiga lükati edasi", {"jens-stoltenberg"}),
    ("hu", "A levelet átadták Orbán Viktornak", {"viktor-orban"}),
    ("hu", "A delegáció Volodimir Zelenszkijnek is írt", {"volodymyr-zelensky"}),
    ("hu", "Vlagyimir Putyintól várják a választ", {"vladimir-putin"}),
    ("lt", "Susitikimas su Vladimiro Putino patarėju", {"vladimir-putin"}),
    ("lv", "Saruna par Vladimira Putina vēstuli", {"vladimir-putin"}),
    ("sv", "Pål Jonsons uttalande väckte uppmärksamhet", {"pal-jonson"}),
    ("ko", "장관은 안토니우 구테흐스와 통화했다", {"antonio-guterres"}),
    ("ko", "김정은의 친서가 블라디미르 푸틴에게 전달됐다", {"kim-jong-un", "vladimir-putin"}),
    ("ko", "대표단은 라파엘 그로시를 만났다", {"rafael-grossi"}),
    ("ja", "岸田首相は王毅氏と会談した", {"fumio-kishida", "wang-yi"}),
    ("ja", "アントニー・ブリンケン米国務長官が到着した", {"antony-blinken"}),
    ("zh", "中国外长王毅周三会见了耶伦", {"wang-yi", "janet-yellen"}),
    ("zh", "俄罗斯外长谢尔盖·拉夫罗夫和史蒂夫·威特科夫通话", {"sergei-lavrov", "steve-witkoff"}),
    ("en", "Ngozi Okonjo-Iweala's warning and Péter Szijjártó's reply", {"ngozi-okonjo-iweala", "peter-szijjarto"}),
    ("en", "The EU foreign policy chief arrived late; Borrell gave no reason", {"josep-borrell"}),
    ("fr", "La réponse d'Emmanuel Macron à Sergueï Choïgou", {"emmanuel-macron", "sergei-shoigu"}),
    ("de", "Boris Pistorius' Rede und Wladimir Putins Antwort", {"boris-pistorius", "vladimir-putin"}),
    ("es", "El viaje de Serguéi Shoigú y de Nicolás, sin Josep Borrell", {"sergei-shoigu", "josep-borrell"}),
]

# Language and a sentence about other people: of the same surname, of nearly the same name, or no people at all.
OTHERS = [
    ("en", "CIA director silent as Jim Ratcliffe buys another club"),
    ("en", "The Secretary of Defense spoke in Austin, Texas on Friday"),
    ("en", "The Canadian prime minister praised Pierre Trudeau and Margaret Trudeau"),
    ("en", "The US president pardoned Hunter Biden"),
    ("en", "The US Secretary of State loves Ellen Pompeo on television"),
    ("en", "A German defence minister was asked about Oscar Pistorius"),
    ("en", "The former Russian president watched Daniil Medvedev win in Melbourne"),
    ("en", "The British foreign secretary met James Cameron and Cameron Diaz"),
    ("en", "The OPCW chief quoted Oscar Arias"),
    ("en", "Polish foreign minister lays a wreath for General Sikorski"),
    ("en", "The Turkish defence minister congratulated Arda Güler"),
    ("en", "The NSA director recalled Yasuhiro Nakasone"),
    ("en", "The EU sanctions envoy watched Ronnie O'Sullivan play"),
    ("en", "The US national security adviser met Senator Dan Sullivan"),
    ("en", "Oil prices and rice prices fell, said the State Department spokesperson"),
    ("en", "The chemist Anton Blinkov met Sergei Lavrenov in Kazan"),
    ("en", "Ursula Andress and Mark Ruttledge were guests"),
    ("en", "Wang Yibo and Kim Jong Il are in the film"),
    ("ru", "Зампред Совбеза поздравил теннисиста: Даниил Медведев вышел в финал"),
    ("ru", "Министр сельского хозяйства Дмитрий Патрушев приехал на завод"),
    ("ru", "Глава Росатома вспомнил, что писал академик Дмитрий Лихачёв"),
    ("ru", "Владимир Ульянов родился в Симбирске"),
    ("ru", "Фильм снял Сергей Герасимов, начальник Генштаба его похвалил"),
    ("ru", "Директор ЦРУ принял посла: Николас Бернс прибыл из Пекина"),
    ("ru", "Помощник президента России открыл памятник: адмирал Ушаков не проигрывал"),
    ("ru", "Глава МИД Великобритании любит кино: Джеймс Кэмерон снимает новый фильм"),
    ("ru", "Певица Диана Захарова и слесарь Владимир Путилин"),
    ("uk", "Заступник голови Ради безпеки РФ вітав тенісиста: Данило Медведєв переміг"),
    ("uk", "Міністр закордонних справ України пише, що Олексій Кулеба приїхав до Львова"),
    ("pl", "Szef MSZ złożył kwiaty: Władysław Sikorski zginął w Gibraltarze"),
    ("de", "Der Kremlsprecher gratulierte: Daniil Medwedew gewann das Finale"),
    ("es", "El jefe de la OPAQ citó a Óscar Arias"),
    ("ar", "رئيس الوزراء الإسرائيلي لم يعلق على سارة نتنياهو ويائير نتنياهو"),
    ("ar", "الرئيس الأميركي دافع عن هانتر بايدن"),
    ("ar", "مستشار الأمن القومي الأميركي ضيف البرنامج الذي يقدمه كونان أوبراين"),
    ("ar", "نائب رئيس مجلس الأمن الروسي هنأ دانييل ميدفيديف"),
    ("fa", "دبیر شورای عالی امنیت ملی به صادق لاریجانی نامه نوشت"),
    ("he", "ראש הממשלה לא הגיב לדברי שרה נתניהו"),
    ("ja", "報道官はダニール・メドベージェフの優勝を祝った"),
    ("ko", "김정일 시대의 다큐멘터리가 다닐 메드베데프의 경기 뒤에 방영된다"),
    ("zh", "俄安全会议副主席祝贺达尼尔·梅德韦杰夫夺冠"),
    ("zh", "米歇尔·奥巴马出版新书，欧洲理事会主席没有评论"),
    ("zh", "土耳其国防部长祝贺阿尔达·居莱尔进球"),
    ("zh", "歌剧院纪念女高音玛丽亚·卡拉斯"),
    ("zh", "英国外交大臣会见导演詹姆斯·卡梅隆"),
]


@pytest.fixture(scope="module")
def officials() -> dict[str, Official]:
    """The officials of the shipped configuration, by id."""
    return dict(load(CONFIG, {}).rulebook.officials)


@pytest.fixture(scope="module")
def matcher(officials: dict[str, Official]) -> Matcher:
    """One rule for each official, named after them."""
    rules = (Rule(name, OfficialRef(name, Where(case_exact=name in ALSO_WORDS)), title=name) for name in officials)
    return compile_rulebook(Rulebook(tuple(rules), officials=officials))


def _named(matcher: Matcher, language: str, text: str) -> set[str]:
    """The officials that a sentence names."""
    article = Article(id="article", title="", text=text, language=language)
    return {match.rule_id for match in matcher.match(article)}


def test_a_rule_on_any_official_brings_no_warning(matcher: Matcher) -> None:
    """Whoever watches for a shipped official is not told that their surname is a word of some language."""
    assert matcher.warnings == ()


def test_there_are_officials_of_every_field(officials: dict[str, Official]) -> None:
    """There are more than two hundred, and each file holds a subject's worth of them."""
    files = Counter(official.place.rpartition(":")[0].rpartition("/")[2] for official in officials.values())
    assert len(officials) >= 200
    assert min(files.values()) >= 15
    assert set(files) == {path.name for path in (CONFIG.parent / "officials").iterdir()}


def test_every_official_is_named_in_four_scripts(officials: dict[str, Official]) -> None:
    """A story in Arabic, Chinese or Russian is not lost for want of a spelling."""
    for official in officials.values():
        names = "\n".join(name for listed in official.names.values() for name in listed)
        missing = [script for script, letters in SCRIPTS.items() if not re.search(f"[{letters}]", names)]
        assert not missing, f"{official.id} has no name in {missing}"


def test_every_official_has_an_office_in_four_languages(officials: dict[str, Official]) -> None:
    """A surname counts beside the office in English, Russian, Arabic and Chinese."""
    for official in officials.values():
        assert official.role, official.id
        assert set(official.roles) >= {"en", "ru", "ar", "zh"}, official.id


def test_no_bare_surname_is_a_single_character(officials: dict[str, Official]) -> None:
    """王 and 李 are everywhere."""
    for official in officials.values():
        for surnames in official.surnames.values():
            assert min(map(len, surnames)) > 1, official.id


def test_nothing_is_listed_twice(officials: dict[str, Official]) -> None:
    """Names of one language differ from one another, and no name belongs to two officials."""
    owners: dict[str, str] = {}
    for official in officials.values():
        for language, names in official.names.items():
            assert len(set(names)) == len(names), f"{official.id} in {language}"
            for name in names:
                assert owners.setdefault(name, official.id) == official.id, name


def test_each_listed_name_is_found_and_names_nobody_else(officials: dict[str, Official], matcher: Matcher) -> None:
    """In a sentence of its language, every spelling names its official and that one only."""
    wrong = [
        (official.id, language, name, found)
        for official in officials.values()
        for language, names in official.names.items()
        for name in names
        if (found := _named(matcher, language, CARRIERS[language].format(name))) != {official.id}
    ]
    assert wrong == []


@pytest.mark.parametrize(("language", "text", "named"), NAMED, ids=[f"{row[0]}-{row[1][:40]}" for row in NAMED])
def test_a_name_is_found_in_the_form_that_its_sentence_needs(
    matcher: Matcher, language: str, text: str, named: set[str]
) -> None:
    """Case endings, particles, prefixes and suffixes do not hide an official; licensed surnames count."""
    assert _named(matcher, language, text) == named


@pytest.mark.parametrize(("language", "text"), OTHERS, ids=lambda value: str(value)[:40])
def test_other_people_are_not_taken_for_officials(matcher: Matcher, language: str, text: str) -> None:
    """Namesakes do not count, not even beside the office that would let the surname count, nor do near spellings."""
    assert _named(matcher, language, text) == set()
