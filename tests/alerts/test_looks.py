"""How mails look in a browser: on a narrow phone, in a light and in a dark scheme."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.alerts import AlertPayload, plan_notice, render_alert
from monitor.alerts.payload import UpdatePart, UpdateReason, build_payload
from monitor.alerts.render import ActionLinks
from monitor.alerts.sample import sample_deliveries
from monitor.model import AlertKind, Notice, Payload, Severity
from tests.alerts.browser import SCHEMES, measure
from tests.alerts.samples import ENGLISH, NOW, RULE, ZURICH, delivery, hit
from tools import mail_samples

pytestmark = pytest.mark.browser

# A text node's contrast is that of its colour and the nearest background behind it (WCAG 2.2, "relative luminance").
_LOOK = """document => {
    const view = document.defaultView, rgb = color => color.match(/[\\d.]+/g).map(Number);
    const wide = [...document.querySelectorAll("body *")].filter(element => {
        const box = element.getBoundingClientRect();
        return box.right > view.innerWidth + 1 || box.left < -1;
    });
    const luminance = color => rgb(color).slice(0, 3).map(each => each / 255)
        .map(each => each <= .04045 ? each / 12.92 : ((each + .055) / 1.055) ** 2.4)
        .reduce((sum, each, place) => sum + each * [.2126, .7152, .0722][place], 0);
    const behind = element => {
        const color = view.getComputedStyle(element).backgroundColor;
        return rgb(color)[3] === 0 && element.parentElement ? behind(element.parentElement) : color;
    };
    const faint = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
        if (!text || !element.getClientRects().length || view.getComputedStyle(element).fontSize === "0px") continue;
        const colors = [view.getComputedStyle(element).color, behind(element)];
        const [low, high] = colors.map(luminance).sort((a, b) => a - b);
        const contrast = (high + .05) / (low + .05);
        if (contrast < 4.5) faint.push([text, contrast]);
    }
    const voices = [...document.querySelectorAll(".article, .story, .quote")].map(element => {
        const style = view.getComputedStyle(element);
        return [element.lang, style.direction, style.textAlign, style.fontFamily.includes("Noto Sans Arabic")];
    });
    const counts = [...document.querySelectorAll(".count")].map(count => count.getBoundingClientRect());
    return {
        faint, voices,
        crowded: counts.filter((box, place) => box.height > 20 || (place && box.left < counts[place - 1].right)).length,
        wide: wide.map(element => element.tagName + "." + element.className),
        overflow: document.documentElement.scrollWidth - view.innerWidth,
        requests: view.performance.getEntriesByType("resource").length,
        paper: view.getComputedStyle(document.querySelector(".card") || document.body).backgroundColor,
        english: [...document.querySelectorAll(".panel")].map(panel => view.getComputedStyle(panel).direction),
        width: view.innerWidth,
    };
}"""

_NOTICE = Notice(
    "feed-held", "once", "wire", "Feed wire is held", ("Nearly all of it looked new.",), ("عنوان", "Title")
)
_LINKS = ActionLinks("https://desk.example.org", open="a", silence="s", irrelevant="i")
_BAD = """<body><p style="color: #999; background: #fff">faint</p><img src="http://127.0.0.1:9/x.png">
<div style="width: 900px">wide</div>"""


def _html(payload: Payload) -> str:
    return render_alert(payload, channel="desk", timezone=ZURICH, links=_LINKS).html


def _grown() -> Payload:
    """A story that was told of and has grown, and whose readers wait for a second source."""
    data = AlertPayload.model_validate(delivery(replace(ENGLISH, published=None)).payload).data
    update = UpdatePart(reason=UpdateReason.LANGUAGES, sources=3, languages=("ar", "zh-TW"), since=NOW)
    grown = data.model_copy(update={"kind": AlertKind.UPDATE, "update": update})
    return build_payload(grown, NOW)


def _busy() -> Payload:
    """A digest after two weeks with hundreds and thousands of matches a day."""
    return mail_samples.digest_of([], matches=(*range(100, 800, 100), *range(888, 15_000, 2_000)), answered=214)


def _endless() -> Payload:
    """Words, names and an address of thousands of characters without a space, and a long title without spaces."""
    endless = "W" * 5000
    article = replace(
        ENGLISH,
        title="军备控制会谈" * 40,
        source=endless,
        text=endless + " arms control",
        credit=endless,
        url=f"https://{'long-' * 12}host.example.org/{'a' * 1500}",
    )
    found = hit(article, "arms control", f"phrase:{endless}")
    return delivery(article, found, rule=replace(RULE, title=endless, id=endless)).payload


Looks = dict[tuple[str, str], Any]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Looks:
    """What the browser says of each mail, and of a bad one, by name and scheme."""
    folder: Path = tmp_path_factory.mktemp("looks")
    payloads = {
        "arabic": mail_samples.arabic(),
        "english": mail_samples.english(),
        "update": mail_samples.update(),
        "digest": mail_samples.digest(),
        "busy": _busy(),
        "info": delivery(rule=replace(RULE, severity=Severity.INFO)).payload,
        "notice": plan_notice(_NOTICE, (), {}, NOW).alert.payload,
        "grown": _grown(),
        "test": sample_deliveries("desk", [""], NOW)[0].payload,
        "endless": _endless(),
    }
    mails = {name: _html(payload) for name, payload in payloads.items()}
    # Some mail programs drop the sheets, and show what stands in the elements.
    bare = {
        f"bare-{name}": re.sub(r"<style.*?</style>", "", mails[name], flags=re.DOTALL) for name in ("update", "digest")
    }
    return measure(folder, {**mails, **bare, "bad": _BAD}, _LOOK, width=320)


@pytest.fixture
def looks(seen: Looks) -> Looks:
    """What it says of the good ones."""
    return {name: found for name, found in seen.items() if name[0] != "bad"}


def test_a_bad_mail_is_found(seen: Looks) -> None:
    """The eyes of this file see what is too wide, too faint, or loaded from elsewhere."""
    bad = seen["bad", "light"]
    assert bad["overflow"] > 0
    assert bad["wide"] == ["DIV."]
    assert bad["faint"][0][0] == "faint"
    assert bad["requests"] == 1
    assert bad["width"] == 320


def test_nothing_is_wider_than_a_phone(looks: Looks) -> None:
    """At 320 pixels no mail scrolls sideways: not with words of 5,000 letters, nor with Chinese titles of 240."""
    assert {name: (found["overflow"], found["wide"]) for name, found in looks.items()} == dict.fromkeys(looks, (0, []))


def test_the_numbers_of_the_chart_stand_apart(looks: Looks) -> None:
    """Two weeks of hundreds and thousands of matches fit beside each other on a phone, each number on one line."""
    assert {found["crowded"] for found in looks.values()} == {0}


def test_nothing_is_asked_for(looks: Looks) -> None:
    """Opening a mail tells nobody: it asks for nothing, from the network or elsewhere."""
    assert {found["requests"] for found in looks.values()} == {0}


def test_all_can_be_read(looks: Looks) -> None:
    """Every word has a contrast of 4.5 at least (WCAG 2.2 AA), in both schemes, and the dark one is dark."""
    assert {name: found["faint"] for name, found in looks.items() if found["faint"]} == {}
    assert {found["paper"] for (_, scheme), found in looks.items() if scheme == "light"} == {"rgb(255, 255, 255)"}
    dark = {found["paper"] for (name, scheme), found in looks.items() if scheme == "dark" and "bare" not in name}
    assert dark == {"rgb(23, 30, 40)"}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_article_runs_its_own_way(looks: Looks, scheme: str) -> None:
    """Arabic runs and stands right to left in its own fonts, all else left to right, and so do reasons in English."""
    assert {tuple(voice) for voice in looks["arabic", scheme]["voices"]} == {("ar", "rtl", "right", True)}
    assert {tuple(voice) for voice in looks["digest", scheme]["voices"]} == {
        ("ar", "rtl", "right", True),
        *((language, "ltr", "left", False) for language in ("zh", "de", "ru")),
    }
    assert {way for found in looks.values() for way in found["english"]} == {"ltr"}
