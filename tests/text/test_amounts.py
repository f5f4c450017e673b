"""Numbers in a text: what each language means by its marks and words."""

import pytest

from monitor.text.amounts import amounts

# Language, text, and the numbers that stand in it.
WRITTEN = [
    ("en", "1,420 warheads", "1420"),
    ("ru", "1420 боезарядов", "1420"),
    ("fr", "un total de 1 350 ouvriers", "1350"),
    ("fa", "۴۰۸ کیلوگرم", "408"),
    ("ar", "١٬٤٢٠ رأسا", "1420"),
    ("ru", "3,6 млн тонн", "3600000"),
    ("en", "3.6 million tonnes", "3600000"),
    ("de", "1.350 Arbeiter", "1350"),
    ("ar", "118 ألف شخص", "118000"),
    ("uk", "36 тисяч людей", "36000"),
    ("fr", "81,2 milliards", "81200000000"),
    ("zh", "812亿欧元", "81200000000"),
    ("de", "4,8 Milliarden", "4800000000"),
    ("de", "7,25 %", "7.25"),
    ("de", "3,5 Billionen Euro", "3500000000000"),
    ("en", "3.5 billion", "3500000000"),
    ("en", "$3.5bn", "3500000000"),
    ("en", "3.5 trillion", "3500000000000"),
    ("es", "3,5 billones", "3500000000000"),
    ("es", "3.500 millones", "3500000000"),
    ("es", "3,500 millones", "3500000000"),
    ("es", "5 mil millones", "5000000000"),
    ("es", "3 mil 500 millones", "3500000000"),
    ("es", "35 millas", "35"),
    ("pl", "3,5 mld zł", "3500000000"),
    ("pl", "3,5 bln zł", "3500000000000"),
    ("nl", "3,5 biljoen", "3500000000000"),
    ("nl", "3,5 mln.", "3500000"),
    ("pt", "3,5 bilhões", "3500000000"),
    ("pt", "3,5 mil milhões", "3500000000"),
    ("it", "35mila", "35000"),
    ("it", "3,5 mila miliardi", "3500000000000"),
    ("de", "3,6 Mio. Euro", "3600000"),
    ("de", "3,6 Mrd. Euro", "3600000000"),
    ("ru", "3,6 трлн руб.", "3600000000000"),
    ("ru", "35 тыс. человек", "35000"),
    ("hi", "3.5 लाख करोड़ रुपये", "3500000000000"),
    ("hi", "35 करोड़", "350000000"),
    ("hi", "1,42,000 लोग", "142000"),
    ("en", "Rs 1,42,000 crore", "1420000000000"),
    ("en", "3.5 lakh people", "350000"),
    ("zh", "1万2000人", "12000"),
    ("zh", "3亿5000万元", "350000000"),
    ("zh", "1.2万亿元", "1200000000000"),
    ("zh", "5千万", "50000000"),
    ("zh", "35千米", "35"),
    ("ja", "3兆5000億円", "3500000000000"),
    ("ko", "1만2천명", "12000"),
    ("ko", "3만 2026년", "30000 2026"),
    ("ko", "3조 5천억 원", "3500000000000"),
    ("ko", "350만 명", "3500000"),
    ("fa", "۳/۶ میلیون", "3600000"),
    ("fa", "۳۵ هزار میلیارد تومان", "35000000000000"),
    ("fa", "۳ هزار و ۵۰۰ نفر", "3500"),
    ("ar", "3 آلاف و500 شخص", "3500"),
    ("ar", "3,6 مليون", "3600000"),
    ("ar", "3.6 مليارات", "3600000000"),
    ("he", "3.6 מיליון", "3600000"),
    ("he", "כ-1,420 איש", "1420"),
    ("he", "35 אלף", "35000"),
    ("tr", "1 bin 420 kişi", "1420"),
    ("tr", "2 milyon 350 bin kişi", "2350000"),
    ("tr", "3,6 milyar dolar", "3600000000"),
    ("tr", "1.420 kişi", "1420"),
    ("el", "3,6 δισ. ευρώ", "3600000000"),
    ("el", "3,6 εκατομμύρια", "3600000"),
    ("sv", "3,6 miljarder", "3600000000"),
    ("fi", "3,6 miljoonaa", "3600000"),
    ("cs", "3,6 mld. korun", "3600000000"),
    ("hu", "3,6 milliárd forint", "3600000000"),
    ("th", "35 ล้านบาท", "35000000"),
    ("th", "3.5 แสนล้านบาท", "350000000000"),
    ("vi", "3,5 nghìn tỷ đồng", "3500000000000"),
    ("id", "3,5 triliun", "3500000000000"),
    ("id", "1.420 orang", "1420"),
    ("ur", "35 کروڑ", "350000000"),
    ("de", "1,789 Euro je Liter", "1.789"),
    ("en", "0.125 percent", "0.125"),
    ("de", "0,125 Prozent", "0.125"),
    ("en", "1,234,567.89", "1234567.89"),
    ("de", "1.234.567,89", "1234567.89"),
    ("de", "1'420 Franken", "1420"),
    ("en", "2026 150 people", "2026 150"),
    ("ru", "в 2026 150 человек", "2026 150"),
    ("en", "102-98", "102 98"),
    ("en", "$35m deal", "35000000"),
    ("en", "a £3.5m", "3500000"),
    ("ru", "6.3 балла", "6.3"),
    ("de", "Stärke 6.3", "6.3"),
    ("en", "-1.7%", "1.7"),
    ("", "1,420", "1420"),
    ("en", "in the 1990s", "1990"),
    ("bn", "৩৫ কোটি", "350000000"),
    ("de", "35 Millimeter", "35"),
    ("fr", "35 millimètres", "35"),
    ("ar", "1.420 قتيلا", "1420"),
    ("da", "3,6 mia. kroner", "3600000000"),
    ("ro", "3,6 mil. euro", "3600000"),
    ("fr", "3,6 Md€", "3600000000"),
    ("es", "3,6 M€", "3600000"),
    ("en", "Room 12 350 people", "12 350"),
    ("ja", "35億ドル", "3500000000"),
    ("zh", "約3.5兆元", "3500000000000"),
    ("ko", "35%", "35"),
]
NONE = [
    ("it", "mille"),
    ("de", "am 24.11. in"),
    ("ru", "24.11"),
    ("de", "um 18.30 Uhr"),
    ("en", "at 18:45"),
    ("en", "at 6.30pm"),
    ("fr", "à 18h45"),
    ("zh", "18时45分"),
    ("en", "2026-11-24"),
    ("en", "24/11/2026"),
    ("en", "F-35 and G20"),
    ("ru", "С-400 и Ту-154"),
    ("en", "call 212-555-1234"),
    ("en", "+380 44 123 45 67"),
    ("en", "102:98"),
    ("en", "35m tall"),
    ("sw", "milioni"),
    ("sw", "3.6 milioni"),
    ("", "3.6 million"),
    ("fa", "۱۴۰۴/۸/۲۴"),
]


@pytest.mark.parametrize(("language", "text", "values"), WRITTEN)
def test_a_number_is_read_as_its_language_writes_it(language: str, text: str, values: str) -> None:
    """Digits of any script, thousands, decimals, words of magnitude short and long: one value in all languages."""
    found = list(amounts(text, language))
    assert " ".join(f"{amount.value.normalize():f}" for amount in found) == values
    assert all(text[amount.start].isdecimal() for amount in found)


@pytest.mark.parametrize(("language", "text"), NONE)
def test_what_may_be_no_number_is_none(language: str, text: str) -> None:
    """Dates, times, scores, versions, telephone numbers, parts of names, and words that mean several things."""
    assert list(amounts(text, language)) == []


def test_endless_digits_are_no_number() -> None:
    """However many there are."""
    assert list(amounts("9" * 4000)) == []
