"""Feeds as old, careless and foreign software writes them."""

import pytest

from monitor.sources import parse_feed
from monitor.sources.mojibake import repaired
from tests.sources.corpus import ARABIC, CHINESE, JAPANESE, KOREAN, PERSIAN, RUSSIAN, THAI, Sample, samples


@pytest.mark.parametrize("sample", list(samples()), ids=lambda sample: sample.name)
def test_what_a_reader_sees_is_what_was_meant(sample: Sample) -> None:
    """Each is read without an exception, and its entry says what its writer meant, or nothing where that is unsure."""
    (entry,) = parse_feed(sample.body, sample.content_type, "https://e.example/feed").entries
    assert entry.title == sample.title
    assert entry.published == sample.published
    if sample.link is not None:
        assert entry.url == sample.link
    if sample.summary is not None:
        assert entry.summary == sample.summary


@pytest.mark.parametrize(
    "text",
    [
        ARABIC, PERSIAN, RUSSIAN, JAPANESE, CHINESE, KOREAN, THAI,
        "São Paulo, Ñuñoa, Genève: l’été à Malmö – “ça va”", "Hội nghị an ninh mạng khai mạc tại Hà Nội",
        "Cañón de ÁÉÍÓÚ", "ÉTAT D’URGENCE À NOUMÉA", "Ã", "testing Â entity", "€ 5 · ½ £ ©2026", "ÅÄÖ åäö ÆØÅ æøå",
        "İstanbul’da güvenlik görüşmeleri", "Þjóðþing Íslendinga", "طظ طظ طظ", "ظهر ظلم طويل طريق",
    ],
)  # fmt: skip
def test_what_was_read_rightly_is_left_alone(text: str) -> None:
    """No language, and no odd name, is taken for damage."""
    assert repaired(text) == text
    body = f"<rss version='2.0'><channel><item><title>{text}</title></item></channel></rss>".encode()
    (entry,) = parse_feed(body, None, "https://e.example/feed").entries
    assert entry.title == text
