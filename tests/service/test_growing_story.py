"""A story that goes on, from its feeds to its readers."""

from datetime import timedelta

from benchmarks.retelling.across import reports_across
from monitor.store import Filter
from monitor.testing import FakeClock
from monitor.watch import Crews
from tests.newsroom import Newsroom, Story, filler, until
from tests.service.bench import open_desk
from tests.service.conftest import StartService

OFFICIALS = """officials:
  - {id: sergei-ryabkov, name: Sergei Ryabkov, names: {en: Sergei Ryabkov, ru: Сергей Рябков, ar: سيرغي ريابكوف}}
  - {id: wendy-sherman, name: Wendy Sherman, names: {en: Wendy Sherman, ru: Уэнди Шерман, ar: ويندي شيرمان}}
"""
RULES = """rules:
  - id: envoys
    when: {any: [{official: sergei-ryabkov}, {official: wendy-sherman}]}
    notify: [desk, ops]
    updates: languages
  - {id: once, when: {official: sergei-ryabkov}, notify: [ops]}
"""
TALKS = Story("talks", "A note on cybersecurity", filler("cybersecurity"))


async def test_a_story_that_goes_on_is_told_again_as_its_rule_wants(newsroom: Newsroom, crews: Crews) -> None:
    """A copy in another outlet is told of once the time of `repeat` is over, and says that it is more of a story."""
    newsroom.publish("wire", TALKS)
    newsroom.feeds["post"] = []
    newsroom.configure("rules:\n  - {id: cyber, keywords: [cybersecurity], notify: [ops], repeat: 2h}\n")
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.work()
        newsroom.publish("post", TALKS)
        await desk.work(timedelta(hours=3))
    first, second = (alert["data"] for _, alert in newsroom.hook.taken)
    assert (first["kind"], second["kind"]) == ("new", "new")
    assert second["story"]["id"] == first["story"]["id"]
    assert second["update"]["reason"] == "again"


async def test_a_second_source_is_not_waited_for_longer_than_said(newsroom: Newsroom, service: StartService) -> None:
    """The service itself sees to it that the wait ends: the alert comes, and says that it has one source."""
    newsroom.publish("wire", TALKS)
    newsroom.configure(
        "rules:\n  - {id: cyber, keywords: [cybersecurity], notify: [ops], corroborate: {within: 100ms}}\n"
    )
    async with service(newsroom.config):
        await until(lambda: bool(newsroom.hook.taken))
    assert newsroom.hook.taken[0][1]["data"]["corroboration"] == "single-source"


async def test_one_event_in_three_languages_is_one_story(newsroom: Newsroom, crews: Crews) -> None:
    """The first report is told; another language is worth an update where the rule wants that, and else nothing."""
    odd, _ = reports_across()
    reports = {each.article.language: each.article for each in odd if each.event == "1a"}
    for language in reports:
        newsroom.publish(f"from-{language}")
    newsroom.directory.mkdir(parents=True, exist_ok=True)
    (newsroom.directory / "officials.yaml").write_text(OFFICIALS)
    newsroom.configure(RULES, vocabulary="{topics: [], officials: [officials.yaml]}")
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        for language, article in reports.items():
            sentences = tuple(f"{each}." for each in article.text.removesuffix(".").split(". "))
            newsroom.publish(f"from-{language}", Story("talks", article.title, sentences, language or ""))
            await desk.work(timedelta(hours=2))
        sums = await desk.store.reports.tally()
        found = [kept async for kept in desk.store.archive.search(None, Filter(rule_id="envoys"))]
    listed = {
        kept.article.language: [alert.kind for alert in kept.alerts if alert.rule_id == "envoys"] for kept in found
    }
    assert listed == {"en": ["new"], "ru": ["new", "update"], "ar": ["new", "update"]}
    told = [alert["data"] for _, alert in newsroom.hook.taken]
    assert sorted((each["rule"]["id"], each["kind"]) for each in told) == [
        ("envoys", "new"),
        ("envoys", "update"),
        ("envoys", "update"),
        ("once", "new"),
    ]
    assert len({each["story"]["id"] for each in told}) == 1
    assert (sums.matched, sums.merged) == (6, 4)
    russian, arabic = (each for each in told if each["kind"] == "update")
    assert (russian["update"]["reason"], russian["update"]["languages"]) == ("languages", ["ru"])
    assert (arabic["update"]["languages"], arabic["story"]["languages"]) == (["ar"], ["en", "ru", "ar"])
    assert russian["story"]["reason"] == (
        "same event as “Ryabkov and Sherman open arms control talks in Geneva” by from-en, in English: officials "
        "sergei-ryabkov, wendy-sherman; names Женеве/Geneva; numbers 1,420; 2 h apart"
    )
    bodies = [mail.message.get_body(("plain",)) for mail in newsroom.mailbox.mails]
    _, second, third = (body.get_content() for body in bodies if body is not None)
    assert "New in Russian." in second
    assert "Why it is the same story: same event as “Ryabkov and Sherman open" in second
    size = "The story has 3 articles so far from 1 independent source, in English, Russian, Arabic."
    assert size in " ".join(third.split())
