"""What people say of alerts: it is replaced, taken back, counted, and outlives the alert."""

from dataclasses import replace
from datetime import timedelta

from monitor.model import Mark, Verdict
from monitor.precision import Precision
from monitor.store import Marked, RuleReport, Store
from tests.store.world import LATER, NOW, alerted, claim_deliveries, plan

DAY = timedelta(days=1)
FIRST = Mark("alert-a-story-0", "a", Verdict.RELEVANT, "just what we need", NOW, LATER)


async def test_a_mark_is_read_back_as_it_was_made(store: Store) -> None:
    """Verdict, note and moments come back, from both databases."""
    await alerted(store, plan("a"), plan("b"))
    await store.marks.put(FIRST)
    assert await store.marks.of(["alert-a-story-0", "alert-b-story-0"]) == {FIRST.alert_id: FIRST}
    assert await store.marks.of([]) == {}


async def test_marking_again_replaces(store: Store) -> None:
    """A second thought leaves no trace of the first, its note included."""
    await store.marks.put(FIRST)
    second = replace(FIRST, verdict=Verdict.IRRELEVANT, note=None, marked_at=LATER + DAY)
    await store.marks.put(second)
    assert await store.marks.of([FIRST.alert_id]) == {FIRST.alert_id: second}


async def test_a_mark_can_be_taken_back_once(store: Store) -> None:
    """The second time says that there was none."""
    await store.marks.put(FIRST)
    assert await store.marks.ids("alert-a") == (FIRST.alert_id,)
    assert await store.marks.remove(FIRST.alert_id)
    assert not await store.marks.remove(FIRST.alert_id)
    assert await store.marks.ids("alert-a") == ()


async def test_alerts_are_listed_by_mark(store: Store) -> None:
    """Each alert is in exactly one of the three lists."""
    await alerted(store, plan("a"), plan("b"), plan("c"))
    await store.marks.put(FIRST)
    await store.marks.put(replace(FIRST, alert_id="alert-b-story-0", rule_id="b", verdict=Verdict.IRRELEVANT))
    listed = {marked: [alert.rule_id for alert in await store.reports.alerts(9, marked=marked)] for marked in Marked}
    assert listed == {Marked.RELEVANT: ["a"], Marked.IRRELEVANT: ["b"], Marked.NONE: ["c"]}
    assert [alert.rule_id for alert in await store.reports.alerts(9, "c", Marked.NONE)] == ["c"]
    assert await store.reports.alerts(9, "a", Marked.NONE) == ()


async def test_rules_are_counted(store: Store) -> None:
    """Alerts in all and of late, and how many were marked which way; a rule with nothing is not there."""
    await alerted(store, plan("a"), plan("b"))
    await store.marks.put(FIRST)
    for number, verdict in enumerate((Verdict.RELEVANT, Verdict.IRRELEVANT)):
        await store.marks.put(replace(FIRST, alert_id=f"gone-{number}", verdict=verdict))
    assert await store.marks.by_rule(NOW) == {
        "a": RuleReport(1, 1, Precision(2, 1)),
        "b": RuleReport(1, 1, Precision(0, 0)),
    }
    assert (await store.marks.by_rule(NOW + DAY))["b"] == RuleReport(1, 0, Precision(0, 0))


async def test_a_mark_outlives_its_alert(store: Store) -> None:
    """Retention takes the alert; the precision of its rule stays what it was."""
    await alerted(store, plan("a"))
    await store.marks.put(FIRST)
    (delivery,) = await claim_deliveries(store)
    await store.deliveries.mark_delivered(delivery, None, NOW)
    assert (await store.prune(NOW + 9 * DAY, DAY, DAY)).alerts == 1
    assert await store.marks.by_rule(NOW) == {"a": RuleReport(0, 0, Precision(1, 0))}


async def test_an_alert_is_found_by_the_start_of_its_id(store: Store) -> None:
    """As written, with no wildcards: two ids are enough to see that it is not the only one."""
    await alerted(store, plan("a"), plan("b"))
    assert await store.reports.alert_ids("alert-b") == ("alert-b-story-0",)
    assert len(await store.reports.alert_ids("alert-")) == 2
    assert await store.reports.alert_ids("ALERT-B") == ()
    assert await store.reports.alert_ids("alert%") == ()
