"""Feeds as old, careless and foreign software writes them, made by code: the document, and what a reader sees of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

ARABIC = "الأمن السيبراني على جدول محادثات جنيف هذا الأسبوع"
PERSIAN = "گفتگوهای ژنو درباره امنیت سایبری از چهارشنبه آغاز می‌شود"
RUSSIAN = "Переговоры о контроле над вооружениями продолжаются в Женеве"
JAPANESE = "①ジュネーブで軍備管理の協議が再開された"
CHINESE = "日内瓦军控会谈今天重新开始，各方代表出席会议"
KOREAN = "제네바에서 군비 통제 회담이 다시 시작되었다"
THAI = "การเจรจาควบคุมอาวุธเริ่มขึ้นอีกครั้งที่เจนีวา"


@dataclass(frozen=True, slots=True)
class Sample:
    """A feed of one entry: its bytes and ``Content-Type``, and the entry's fields as they must be read."""

    name: str
    body: bytes
    title: str
    content_type: str | None = None
    link: str | None = None
    summary: str | None = None
    published: datetime | None = None


def document(inside: str, *, declared: str = "", language: str = "") -> str:
    """An RSS document of one item."""
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    stated = f"<language>{language}</language>" if language else ""
    return f'{declaration}<rss version="2.0"><channel>{stated}<item>{inside}</item></channel></rss>'


def samples() -> Iterator[Sample]:
    """All of them."""
    yield from _encoded()
    yield from _misread()
    yield from _escaped()
    yield from _dated()
    yield from _dialects()


def _encoded() -> Iterator[Sample]:
    told = (
        ("windows1256", "cp1256", ARABIC),
        ("x-cp1256", "cp1256", ARABIC),
        ("koi8", "koi8-r", RUSSIAN),
        ("x-mac-cyrillic", "mac_cyrillic", RUSSIAN),
        ("x-sjis", "cp932", JAPANESE),
        ("Shift_JIS", "cp932", JAPANESE),
        ("EUC-JP", "euc_jp", JAPANESE[1:]),
        ("gb2312", "gb18030", CHINESE + "镕"),
        ("ks_c_5601-1987", "cp949", KOREAN),
        ("tis-620", "cp874", THAI),
        ("ibm037", "cp037", "Talks in Genève"),
    )
    for name, encoding, title in told:
        yield Sample(f"told {name}", document(f"<title>{title}</title>", declared=name).encode(encoding), title)
    untold = (
        ("cp1256", ARABIC), ("koi8-r", RUSSIAN), ("cp1251", RUSSIAN), ("shift_jis", JAPANESE[1:]), ("gb18030", CHINESE),
        ("euc_kr", KOREAN), ("utf-16", ARABIC), ("utf-16-le", ARABIC), ("utf-16-be", RUSSIAN),
    )  # fmt: skip
    for encoding, title in untold:
        body = ("\n" + document(f"<title>{title}</title>")).encode(encoding)
        yield Sample(f"untold {encoding}", body, title, "text/xml; charset=ISO-8859-1")
    yield Sample("untold Thai", document(f"<title>{THAI}</title>", language="th").encode("cp874"), THAI)
    yield Sample("false UTF-16", document(f"<title>{RUSSIAN}</title>", declared="utf-16").encode(), RUSSIAN)
    yield Sample("false UTF-8", document(f"<title>{ARABIC}</title>", declared="utf-8").encode("cp1256"), ARABIC)


def _misread() -> Iterator[Sample]:
    """What was read in a wrong encoding and written as UTF-8 before it came to us."""
    for page, title in (
        ("sloppy-windows-1252", ARABIC),
        ("sloppy-windows-1252", RUSSIAN),
        ("sloppy-windows-1252", "Négociations à Genève"),
        ("latin-1", CHINESE),
        ("cp1256", ARABIC),
        ("cp1251", RUSSIAN),
    ):
        misread = title.encode().decode(page)
        yield Sample(f"UTF-8 as {page}: {title}", document(f"<title>{misread}</title>").encode(), title)
        body = document(f"<title>x</title><description>&lt;p&gt;{misread}&lt;/p&gt;</description>").encode()
        yield Sample(f"UTF-8 as {page}, in mark-up: {title}", body, "x", summary=f"<p>{title}</p>")
    for page, title in (("cp1256", ARABIC), ("cp1251", RUSSIAN), ("cp1256", PERSIAN.replace("ی", "ي"))):
        misread = title.encode(page).decode("sloppy-windows-1252")
        inside = f"<title>{misread}</title><link>https://e.example/a</link>"
        yield Sample(f"{page} as windows-1252: {title}", document(inside).encode(), title, link="https://e.example/a")


def _escaped() -> Iterator[Sample]:
    for name, title, plain in (
        ("entities twice", "Talks &amp;amp; treaties &amp;quot;now&amp;quot;", 'Talks & treaties "now"'),
        ("entities three times", "AT&amp;amp;amp;T", "AT&T"),
        ("numbers twice", "Gen&amp;#232;ve &amp;amp;#8211; news", "Genève – news"),
        ("mark-up twice", "&amp;lt;b&amp;gt;Bold&amp;lt;/b&amp;gt; move", "Bold move"),
        ("CDATA", "<![CDATA[Talks & <b>treaties</b>]]>", "Talks & treaties"),
        ("CDATA in CDATA", "&lt;![CDATA[Talks &amp; treaties]]&gt;", "Talks & treaties"),
        ("HTML entities in XML", "Gen&egrave;ve&nbsp;&mdash; talks", "Genève — talks"),
        ("control characters", "Tal\x0bks \x1fin\x00 Geneva\x08", "Talks in Geneva"),
        ("control characters by number", "Talks&#11; in&#x1F; Geneva&#0;", "Talks in Geneva"),
        ("direction overrides", "\u202b" + ARABIC + "\u202c\ufeff", ARABIC),
        ("a bare ampersand", "Talks & treaties", "Talks & treaties"),
        ("less than", "2 &lt; 3 &amp; 5 &gt; 4", "2 < 3 & 5 > 4"),
    ):
        yield Sample(name, document(f"<title>{title}</title>").encode(), plain)
    for name, markup, read in (
        ("mark-up escaped once too often", "&amp;lt;p&amp;gt;One&amp;lt;/p&amp;gt;", "<p>One</p>"),
        ("mark-up about mark-up", "&lt;p&gt;Use &amp;lt;p&amp;gt;&lt;/p&gt;", "<p>Use &lt;p&gt;</p>"),
        ("CDATA in escaped mark-up", "&lt;![CDATA[&lt;p&gt;One&lt;/p&gt;]]&gt;", "<p>One</p>"),
    ):
        body = document(f"<title>x</title><description>{markup}</description>").encode()
        yield Sample(name, body, "x", summary=read)
    marked = "<title>x</title><link>\u200f https://e.example/\u200eخبر/1\u200f</link>"
    yield Sample("direction marks in a link", document(marked).encode(), "x", link="https://e.example/خبر/1")


def _dated() -> Iterator[Sample]:
    day = datetime(2026, 1, 2, tzinfo=UTC)
    hour = day.replace(hour=7)
    for language, date, moment in (
        ("fa", "جمعه, ۱۲ دی ۱۴۰۴ ۱۰:۳۰:۰۰ +0330", hour),
        ("fa", "1404-10-12T10:30:00+03:30", hour),
        ("fa", "1404/10/12 07:00", hour),
        ("fa", "۱۲ دی ۱۴۰۴", day),
        ("ps", "12 مرغومی 1404", day),
        ("ar", "الجمعة، 02 يناير 2026 10:00:00 +0300", hour),
        ("ar", "الجمعة ١٣ رجب ١٤٤٧ هـ - ٢ كانون الثاني ٢٠٢٦", day),
        ("ar", "13-07-1447", day),
        ("ar", "١٣ رجب ١٤٤٧ هـ", day),
        ("ru", "Пт, 02 янв 2026 10:00:00 +0300", hour),
        ("ru", "Fri, 02 Jan 2026 10:00:00 MSK", hour),
        ("fr", "ven., 02 janv. 2026 08:00:00 +0100", hour),
        ("de-AT", "Fr, 02 Jän 2026 08:00:00 +0100", hour),
        ("pl", "pt., 02 stycznia 2026 08:00:00 +0100", hour),
        ("cs", "2. ledna 2026 8:00 CET", hour),
        ("el", "Παρ, 02 Ιαν 2026 09:00:00 +0200", hour),
        ("he", "2 בינואר 2026", day),
        ("zh", "2026年1月2日 07:00", hour),
        ("ko", "2026년 1월 2일 오전 7:00", hour),
        ("th", "ศ., 02 ม.ค. 2569 14:00:00 +0700", hour),
        ("th", "2569-01-02T14:00:00+07:00", hour),
        ("en", "Fri, 02 Jan 26 07:00:00 GMT", hour),
        ("en", "Fri, 02 Jan 2026 07:00:00", hour),
        ("en", "Fri Jan  2 07:00:00 2026", hour),
        ("en", "Friday, January 2, 2026 - 7:00 AM", hour),
        ("ar", "02 يناير 26 10:00:00 +0300", hour),
        ("ru", "02.01.26 07:00", hour),
        ("en", "02/01/26 07:00", None),
        ("en", "12-10-1404 10:20", None),
    ):
        body = document(f"<title>x</title><pubDate>{date}</pubDate>", language=language)
        yield Sample(f"date {date}", body.encode(), "x", published=moment)


def _dialects() -> Iterator[Sample]:
    title, link = "Talks in Geneva", "https://e.example/1"
    inside = f"<title>{title}</title><link>{link}</link>"
    for name, text in (
        ("RSS 0.90", f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
         f'xmlns="http://channel.netscape.com/rdf/simple/0.9/"><channel/><item>{inside}</item></rdf:RDF>'),
        ("RSS 0.91", '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
         f'"http://e.example/rss.dtd"><rss version="0.91"><channel><item>{inside}</item></channel></rss>'),
        ("RSS 1.0", f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
         f'xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"/><item rdf:about="y">{inside}</item></rdf:RDF>'),
        ("Atom 0.3", f'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>{title}</title>'
         f'<link rel="alternate" href="{link}"/></entry></feed>'),
        ("Atom 1.0", f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">{title}</title>'
         f'<link href="{link}"/></entry></feed>'),
        ("CDF", f'<CHANNEL HREF="https://e.example/"><ITEM HREF="{link}"><TITLE>{title}</TITLE></ITEM></CHANNEL>'),
        ("no version", f"<rss><channel><item>{inside}</item></channel></rss>"),
        ("items beside the channel", f"<rss version='2.0'><channel/><item>{inside}</item></rss>"),
        ("unknown prefix", f"<rss version='2.0'><channel><item><x:y>z</x:y>{inside}</item></channel></rss>"),
        ("blank lines first", "\n\n" + document(inside, declared="utf-8")),
        ("words first", "Warning: none\n" + document(inside, declared="utf-8")),
    ):  # fmt: skip
        yield Sample(name, text.encode(), title, "application/xml", link=link)
