"""Policy, on both databases: who is told of what, when, and that everything is accounted for."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from monitor.alerts import plan_digest
from monitor.errors import ClaimLost
from monitor.model import DeliveryState, DigestFacts, Silence
from monitor.rounds import Rounds
from monitor.store import Fate, Store
from monitor.store.schema import alerts, deliveries, matches
from tests.accounts import assert_accounted
from tests.store.newsdesk import DESK, OPS, Sent, open_newsdesk

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
# A Monday; the clocks of Zurich show an hour more.
MORNING = datetime(2026, 1, 5, 8, tzinfo=UTC)
EVENING = datetime(2026, 1, 5, 21, 30, tzinfo=UTC)
CYBER = "{id: cyber, keywords: [cybersecurity]}"


def told(sent: list[Sent]) -> list[tuple[str, str, list[str]]]:
    """What was sent, as channel, kind and titles."""
    return [(each.channel, each.data["kind"], each.titles) for each in sent]


async def test_a_second_source_is_waited_for(store: Store, tmp_path: Path) -> None:
    """Copies of one wire are one source; the alert goes out when another text has it, and says so, with both."""
    rule = "[{id: cyber, keywords: [cybersecurity], corroborate: {sources: 2, within: 2h}}]"
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}}}}}", rule) as desk:
        await desk.article("alpha", "Cybersecurity law", story="law", wire="agency")
        await desk.article("beta", "A cybersecurity law", story="law", wire="agency")
        # That the channels were mended is no second source.
        await store.deliveries.release_held(desk.clock.now(), ["ops"])
        assert await desk.work(HOUR) == []
        waiting = await assert_accounted(store)
        assert waiting.rules[0].fates == {Fate.HELD: 1, Fate.MERGED: 1}
        # Nobody has to hear of changes to what they have not heard of.
        assert await desk.known() == [frozenset(), frozenset()]
        await desk.article("gamma", "The cybersecurity law", story="law", wire="own")
        (sent,) = await desk.work()
        assert sent.titles == ["Cybersecurity law", "A cybersecurity law", "The cybersecurity law"]
        assert sent.data["corroboration"] == "corroborated"
        assert (sent.data["story"]["articles"], sent.data["story"]["sources"]) == (3, ["Alpha", "Beta", "Gamma"])
        assert sent.data["story"]["independent"] == 2
        assert await desk.known() == [frozenset({"cyber"})] * 3
        assert await desk.work(3 * HOUR) == []
        (delivered,) = await store.reports.deliveries(9)
        joined = await store.reports.joined(delivered.alert_id, 9)
        assert sorted(each.led_to for each in joined) == ["corroborated", "counted"]
    (account,) = (await assert_accounted(store)).rules
    assert account.fates == {Fate.DELIVERED: 1, Fate.MERGED: 2}
    assert account.reasons == {"counted": 1, "corroborated": 2}


@pytest.mark.parametrize("damage", ["""'{"at": "20'""", "'[1]'"])
async def test_damage_to_what_was_told_keeps_no_alert_and_no_article_back(
    store: Store, tmp_path: Path, damage: str
) -> None:
    """A story goes on, and a wait ends, by what their alerts say; where matches are damaged, too."""
    rules = (
        "[{id: flood, keywords: [flood], updates: languages}, {id: law, keywords: [law], corroborate: {within: 1h}},"
        " {id: fair, keywords: [fair], corroborate: {sources: 3, within: 1h}}]"
    )
    if store._database.location.postgresql:
        damage = "'[1]'"  # what is not JSON cannot stand there
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}}}}}", rules) as desk:
        for story in ("flood", "law", "fair"):
            await desk.article("alpha", f"A {story}", story=story)
        await desk.article("beta", "The fair", story="fair")
        async with store._database.write() as connection:
            await connection.exec_driver_sql(f"UPDATE alerts SET told = {damage}")
            await connection.exec_driver_sql(f"UPDATE matches SET hits = {damage}")
        await desk.article("gamma", "The flood", story="flood", language="fr")
        assert told(await desk.work()) == [("ops", "new", ["A flood"]), ("ops", "update", ["The flood"])]
        assert told(await desk.work(2 * HOUR)) == [("ops", "new", ["A law"]), ("ops", "new", ["A fair", "The fair"])]
        assert [rules for rules in await desk.known() if not rules] == []
        await assert_accounted(store)


async def test_an_alert_that_is_json_and_no_alert_keeps_nothing_back(store: Store, tmp_path: Path) -> None:
    """Where a key of it was damaged: it is a dead letter, digests and waits go on, and so does its story."""
    rules = f"[{CYBER}, {{id: law, keywords: [law], corroborate: {{within: 1h}}}}]"
    digest = "send: {digest: '0 * * * *'}"
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}, {digest}}}}}", rules) as desk:
        for number in range(2):
            await desk.article("alpha", f"Cybersecurity {number}", story=f"cyber-{number}")
            await desk.article("alpha", f"A law {number}", story=f"law-{number}")
        await desk.work()
        async with store._database.write() as connection:
            its = alerts.c.story_id.in_(["cyber-0", "law-0"])
            await connection.execute(update(alerts).where(its).values(payload={"data": {"id": "damaged"}}))
        await desk.article("beta", "A cybersecurity note", story="cyber-0")
        sent = await desk.until(MORNING + 3 * HOUR, HOUR)
        assert sorted(title for each in sent for title in each.titles) == ["A law 1", "Cybersecurity 1"]
        dead = await store.reports.deliveries(9, state=DeliveryState.DEAD)
        assert sorted(each.rule_id for each in dead) == ["cyber", "law"]
        assert all("restore a backup" in (each.last_error or "") for each in dead)
        await assert_accounted(store)


@pytest.mark.parametrize("key", ["id", "title", "matches", "leaf"])
async def test_an_alert_that_lacks_a_key_stops_no_claim(store: Store, tmp_path: Path, key: str) -> None:
    """Not those of deliveries and digests, of which silences ask what they tell of, nor those of second looks."""
    digest = "send: {digest: '0 * * * *'}"
    channels = f"{{ops: {{{OPS}, {digest}}}, desk: {{{DESK}}}}}"
    async with open_newsdesk(store, tmp_path, MORNING, channels, f"[{CYBER}]") as desk:
        for silence in (
            Silence("feed", MORNING, MORNING + 9 * HOUR, "away", feed_id="beta"),
            Silence("topic", MORNING, MORNING + 9 * HOUR, "away", topic="sanctions"),
        ):
            await store.silences.add(silence)
        for number in range(2):
            await desk.article("alpha", f"Cybersecurity {number}", story=f"cyber-{number}")
        async with store._database.write() as connection:
            its = alerts.c.story_id == "cyber-0"
            payload = await connection.scalar(select(alerts.c.payload).where(its))
            damaged = json.loads(json.dumps(payload).replace(f'"{key}"', '"damaged"'))
            await connection.execute(update(alerts).where(its).values(payload=damaged))
        sent = await desk.until(MORNING + 2 * HOUR, HOUR)
        assert [title for each in sent for title in each.titles] == ["Cybersecurity 1"] * 2
        assert len(await desk.known()) == 2
        assert len(await store.reports.deliveries(9, state=DeliveryState.DEAD)) == 2
        await assert_accounted(store)


async def test_without_a_second_source_an_alert_is_marked_or_dropped(store: Store, tmp_path: Path) -> None:
    """After the wait an alert goes out as of a single source, or is suppressed with that reason; and may come back."""
    rules = (
        "[{id: marked, keywords: [marked], corroborate: 2},"
        " {id: dropped, keywords: [dropped], corroborate: {within: 1h, else: drop}}]"
    )
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}}}}}", rules) as desk:
        await desk.article("alpha", "Marked and dropped", story="one")
        assert await desk.work(2 * HOUR - 2 * MINUTE) == []
        (sent,) = await desk.work(3 * MINUTE)
        assert (sent.data["rule"]["id"], sent.data["corroboration"]) == ("marked", "single-source")
        (dropped,) = await store.reports.deliveries(9, state=DeliveryState.SUPPRESSED)
        assert (dropped.rule_id, dropped.reason) == ("dropped", "single-source")
        # The second source comes late: nobody has heard of it yet, and now it is corroborated.
        await desk.article("beta", "Marked and dropped, too", story="one")
        (late,) = await desk.work()
        assert (late.data["rule"]["id"], late.data["corroboration"]) == ("dropped", "corroborated")
    assert {account.rule_id: account.fates for account in (await assert_accounted(store)).rules} == {
        "marked": {Fate.DELIVERED: 1, Fate.MERGED: 1},
        "dropped": {Fate.DELIVERED: 1, Fate.MERGED: 1},
    }


async def test_readers_hear_that_a_story_grows_as_their_rule_wants(store: Store, tmp_path: Path) -> None:
    """By the number of independent sources, by new languages, once a day, again after a while, or not at all."""
    rules = (
        "[{id: none, keywords: [flood]}, {id: sources, keywords: [flood], updates: 'sources:2'},"
        " {id: languages, keywords: [flood], updates: languages}, {id: daily, keywords: [flood], updates: daily},"
        " {id: again, keywords: [flood], repeat: 12h}]"
    )
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}}}}}", rules) as desk:
        await desk.article("alpha", "A flood", story="flood", wire="agency")
        assert len(await desk.work()) == 5
        await desk.article("beta", "A flood in Kent", story="flood", wire="agency")
        assert await desk.work(HOUR) == []
        await desk.article("gamma", "The flood", story="flood", language="fr")
        by_rule = {each.data["rule"]["id"]: each for each in await desk.work(HOUR)}
        assert by_rule.keys() == {"sources", "languages"}
        assert (by_rule["sources"].data["kind"], by_rule["sources"].data["update"]["sources"]) == ("update", 2)
        assert by_rule["languages"].data["update"]["languages"] == ["fr"]
        assert by_rule["sources"].data["story"]["id"] == "flood"
        # Mails of a story are a thread by the headline that opened it.
        assert by_rule["sources"].data["story"]["headline"] == "A flood"
        # The day's update says all that came, and comes once.
        (daily,) = await desk.until(MORNING + 25 * HOUR, 4 * HOUR)
        assert daily.titles == ["A flood in Kent", "The flood"]
        assert daily.data["story"]["headline"] == "A flood"
        assert (daily.data["rule"]["id"], daily.data["update"]["reason"]) == ("daily", "daily")
        assert daily.at >= MORNING + 24 * HOUR
        await desk.article("delta", "Flood again", story="flood", language="fr")
        (again,) = await desk.work()
        assert (again.data["rule"]["id"], again.data["kind"], again.data["update"]["reason"]) == (
            "again",
            "new",
            "again",
        )
    accounting = await assert_accounted(store)
    assert {account.rule_id: account.fates[Fate.MERGED] for account in accounting.rules} == dict.fromkeys(
        ("none", "sources", "languages", "daily", "again"), 3
    )


async def test_quiet_hours_hold_and_let_the_urgent_through(store: Store, tmp_path: Path) -> None:
    """Nothing is missed by night: what is critical comes at once, all else when the quiet hours end, and not later."""
    rules = f"[{CYBER}, {{id: alarm, keywords: [attack], severity: critical}}]"
    quiet = "quiet_hours: {from: '22:00', to: '06:30', except: critical}, timezone: Europe/Berlin"
    async with open_newsdesk(store, tmp_path, EVENING, f"{{ops: {{{OPS}, {quiet}}}}}", rules) as desk:
        await desk.article("alpha", "Cybersecurity by night")
        await desk.article("beta", "An attack by night")
        assert told(await desk.work()) == [("ops", "new", ["An attack by night"])]
        (held,) = await store.reports.deliveries(9, state=DeliveryState.HELD)
        assert (held.reason, held.due_at, held.attempts) == ("quiet-hours", datetime(2026, 1, 6, 5, 30, tzinfo=UTC), 0)
        # The channels being mended is no reason to wake anyone.
        await store.deliveries.release_held(desk.clock.now(), ["ops"])
        assert await desk.until(held.due_at - MINUTE, 4 * HOUR) == []
        (sent,) = await desk.work(MINUTE)
        assert sent.titles == ["Cybersecurity by night"]
    by_channel = {account.rule_id: account.reasons for account in (await assert_accounted(store)).channels}
    assert by_channel == {"cyber": {"at-once": 1}, "alarm": {"excepted": 1}}


async def test_a_digest_tells_all_once_by_rule_and_story(store: Store, tmp_path: Path) -> None:
    """What matters most stands first; the digest is one message to each recipient; a quiet day is one line."""
    rules = f"[{CYBER}, {{id: floods, keywords: [flood], severity: high}}, {{id: now, keywords: [attack], send: now}}]"
    digest = "send: {digest: '0 7 * * 1-5', empty: true}, timezone: Europe/Zurich"
    two = DESK.replace("desk@example.org", "a@example.org, b@example.org")
    async with open_newsdesk(store, tmp_path, MORNING, f"{{desk: {{{two}, {digest}}}}}", rules) as desk:
        await desk.article("alpha", "Cybersecurity law", story="law")
        await desk.article("beta", "A flood", story="flood")
        await desk.article("gamma", "A cybersecurity fair")
        await desk.article("gamma", "An attack")
        assert [each.titles for each in await desk.work()] == [["An attack"]] * 2
        assert await desk.until(datetime(2026, 1, 6, 5, 59, tzinfo=UTC), 8 * HOUR) == []
        sent = await desk.work(MINUTE)
        assert {each.recipient for each in sent} == {"a@example.org", "b@example.org"}
        assert all(each.titles == ["A flood", "Cybersecurity law", "A cybersecurity fair"] for each in sent)
        data = sent[0].data
        assert (data["kind"], data["digest"]["alerts"], data["rule"]["severity"]) == ("digest", 3, "high")
        assert [(rule["rule"]["id"], rule["alerts"]) for rule in data["digest"]["rules"]] == [
            ("floods", 1),
            ("cyber", 2),
        ]
        assert sum(day["matches"] for day in data["digest"]["days"]) == 3
        (empty, _) = await desk.until(datetime(2026, 1, 7, 8, tzinfo=UTC), 4 * HOUR)
        assert (empty.data["digest"]["alerts"], empty.data["digest"]["rules"]) == (0, [])
        assert (empty.data["digest"]["answered"], empty.data["digest"]["sources"]) == (0, 4)
        assert empty.data["digest"]["matched"] == 0
        await desk.article("delta", "One more attack")
        # Thursday, Friday and Monday; none on Saturday and Sunday. What went out at once is in none, and not denied.
        (now, _, *digests) = await desk.until(datetime(2026, 1, 12, 8, tzinfo=UTC), 8 * HOUR)
        assert now.titles == ["One more attack"]
        assert [each.data["digest"]["matched"] for each in digests] == [1, 1, 0, 0, 0, 0]
    accounting = await assert_accounted(store)
    assert {each.rule_id: (each.total, each.fates) for each in accounting.channels} == {
        "cyber": (4, {Fate.DELIVERED: 4}),
        "floods": (2, {Fate.DELIVERED: 2}),
        "now": (4, {Fate.DELIVERED: 4}),
        "digests": (10, {Fate.DELIVERED: 10}),
    }


async def test_a_digest_is_made_once_whoever_makes_it(store: Store, other: Store, tmp_path: Path) -> None:
    """Two that make it at once make one; what is decided otherwise meanwhile undoes all of it until the next round."""
    digest = "send: {digest: '0 7 * * *'}"
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}, {digest}}}}}", f"[{CYBER}]") as desk:
        for number in range(3):
            await desk.article("alpha", f"Cybersecurity {number}")
        await desk.work()
        desk.clock.advance(24 * HOUR)
        now = desk.clock.now()
        (batch,) = await store.waiting.due_batches(now, lambda rule: 0, 100)
        plan = plan_digest(batch, DigestFacts((), 0, 0), {}, 20_000, now)
        async with store._database.write() as connection:
            its = deliveries.c.id == batch.gathered[0].delivery_ids[0]
            gone = {"state": DeliveryState.SUPPRESSED.value, "reason": "silence"}
            await connection.execute(update(deliveries).where(its).values(**gone))
        with pytest.raises(ClaimLost):
            await store.waiting.commit_digest(batch, plan, now)
        assert await store.reports.alert(plan.alert.id) is None
        assert len(await store.reports.deliveries(9, state=DeliveryState.DIGEST)) == 2
        await assert_accounted(store)
        made = await asyncio.gather(desk.rounds.make(desk.watch), Rounds(other, desk.clock).make(desk.watch))
        assert sorted(made) == [0, 1]
        (sent,) = await desk.work()
        assert sent.titles == ["Cybersecurity 1", "Cybersecurity 2"]
        (again,) = await store.reports.deliveries(9, state=DeliveryState.DELIVERED)
        carried = await store.reports.deliveries(9, state=DeliveryState.CARRIED)
        assert {each.carried_by for each in carried} == {again.id}
    await assert_accounted(store)


async def test_a_digest_missed_while_the_service_was_down_goes_out_at_the_start(store: Store, tmp_path: Path) -> None:
    """What was gathered for seven o'clock does not wait another day, nor for ever when the digest is turned off."""
    digest = "send: {digest: '0 7 * * *'}"
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}, {digest}}}}}", f"[{CYBER}]") as desk:
        await desk.article("alpha", "Cybersecurity law")
        await desk.work()
        desk.clock.advance(25 * HOUR)
        await desk.configure(f"{{ops: {{{OPS}, {digest}}}}}", f"[{CYBER}]")
        await desk.article("alpha", "Cybersecurity fair")
        (late,) = await desk.work()
        assert late.titles == ["Cybersecurity law"]
        await desk.configure(f"{{ops: {{{OPS}}}}}", f"[{CYBER}]")
        assert told(await desk.work()) == [("ops", "new", ["Cybersecurity fair"])]


async def test_a_channel_that_goes_and_comes_back_strands_nothing(store: Store, tmp_path: Path) -> None:
    """What waited for a digest of a channel that was taken out is held with it, and sent when it is there again."""
    digest = f"{{ops: {{{OPS}, send: {{digest: '0 7 * * *'}}}}}}"
    async with open_newsdesk(store, tmp_path, MORNING, digest, f"[{CYBER}]") as desk:
        await desk.article("alpha", "Cybersecurity law")
        await desk.work()
        await desk.configure("{}", f"[{CYBER}]")
        assert await desk.work(HOUR) == []
        (held,) = await store.reports.deliveries(9, state=DeliveryState.HELD)
        assert held.reason == "channel"
        await assert_accounted(store)
        await desk.configure(digest, f"[{CYBER}]")
        (sent,) = await desk.until(MORNING + 24 * HOUR, 8 * HOUR)
        assert (sent.data["kind"], sent.titles) == ("digest", ["Cybersecurity law"])
    await assert_accounted(store)


@pytest.mark.parametrize("wait", ["send: {digest: '0 7 * * *'}", "quiet_hours: {from: '22:00', to: '07:00'}"])
async def test_a_story_is_told_again_so_long_after_people_heard_of_it(store: Store, tmp_path: Path, wait: str) -> None:
    """An alert that waited for the morning was told in the morning: `repeat` counts from then, not from the evening."""
    rule = "[{id: cyber, keywords: [cybersecurity], repeat: 12h}]"
    async with open_newsdesk(store, tmp_path, EVENING, f"{{desk: {{{DESK}, {wait}}}}}", rule) as desk:
        await desk.article("alpha", "Cybersecurity law", story="law")
        (sent,) = await desk.until(EVENING + 13 * HOUR)
        assert sent.at < EVENING + 9 * HOUR
        assert (await desk.article("beta", "A cybersecurity law", story="law")).updates == 0
        await desk.until(EVENING + 21 * HOUR, HOUR)
        assert (await desk.article("gamma", "The cybersecurity law", story="law")).updates == 1
        # What waits for the next digest is yet to be told.
        assert (await desk.article("delta", "That cybersecurity law", story="law")).updates == 0


@pytest.mark.parametrize("wait", ["send: {digest: '0 7 * * *'}", "quiet_hours: {from: '08:00', to: '18:00'}"])
async def test_who_is_taken_out_of_a_channel_gets_nothing_more(store: Store, tmp_path: Path, wait: str) -> None:
    """Nothing of what waited for them, due already or not, nor when the story goes on; and it adds up."""
    both = f"{{desk: {{{DESK.replace('[', '[gone@example.org, ')}, {wait}}}}}"
    async with open_newsdesk(store, tmp_path, MORNING, both, f"[{CYBER}]") as desk:
        await desk.article("alpha", "Cybersecurity law", story="law")
        assert await desk.work() == []
        desk.clock.advance(25 * HOUR)
        await desk.article("alpha", "Cybersecurity fair", story="fair")
        await desk.configure(f"{{desk: {{{DESK}}}}}", f"[{CYBER}]")
        assert {each.recipient for each in await desk.work()} == {"desk@example.org"}
        await desk.article("beta", "The cybersecurity law", story="law")
        await desk.article("beta", "The cybersecurity fair", story="fair")
        assert await desk.work(HOUR) == []
    accounting = await assert_accounted(store)
    assert accounting.channels[0].fates == {Fate.DELIVERED: 2, Fate.SUPPRESSED: 2}
    assert accounting.channels[0].reasons["recipient"] == 2


async def test_what_is_beyond_a_limit_comes_in_one_roll_up(store: Store, tmp_path: Path) -> None:
    """Two an hour, then all others as one when the limit lets another pass; the rule's own limit as well."""
    rules = f"[{CYBER}, {{id: floods, keywords: [flood], limit: {{alerts: 1, per: 3h}}}}]"
    limit = "limit: {alerts: 2, per: 1h}"
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}, {limit}}}}}", rules) as desk:
        for number in range(6):
            await desk.article("alpha", f"Cybersecurity {number}")
        assert [each.titles for each in await desk.work()] == [["Cybersecurity 0"], ["Cybersecurity 1"]]
        assert await desk.work(HOUR - MINUTE) == []
        (roll_up,) = await desk.work(2 * MINUTE)
        assert roll_up.titles == [f"Cybersecurity {number}" for number in range(2, 6)]
        assert roll_up.data["digest"]["reason"] == "limit"
        for number in range(3):
            await desk.article("beta", f"Flood {number}")
        assert [each.titles for each in await desk.work()] == [["Flood 0"]]
        (floods,) = await desk.until(MORNING + 5 * HOUR, HOUR)
        assert floods.titles == ["Flood 1", "Flood 2"]
    by_channel = {account.rule_id: account.reasons for account in (await assert_accounted(store)).channels}
    assert by_channel["cyber"] == {"at-once": 2, "limit": 4}
    assert by_channel["floods"] == {"at-once": 1, "rule-limit": 2}


async def test_a_silence_suppresses_with_its_reason_until_it_ends(store: Store, tmp_path: Path) -> None:
    """By rule and by feed; a story of another feed is told all the same, and one that goes on after the silence."""
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}}}}}", f"[{CYBER}]") as desk:
        end = MORNING + 3 * HOUR
        await store.silences.add(Silence("one", MORNING, end, "known since Monday", feed_id="alpha"))
        await desk.article("alpha", "Cybersecurity law", story="law")
        await desk.article("beta", "Cybersecurity fair")
        assert [each.titles for each in await desk.work()] == [["Cybersecurity fair"]]
        (suppressed,) = await store.reports.deliveries(9, state=DeliveryState.SUPPRESSED)
        assert (suppressed.reason, suppressed.note) == ("silence", "silence one: known since Monday")
        await desk.article("gamma", "Cybersecurity law, too", story="law")
        (sent,) = await desk.work()
        assert sent.titles == ["Cybersecurity law", "Cybersecurity law, too"]
        await store.silences.add(Silence("two", desk.clock.now(), end, "enough", rule_id="cyber", channel="ops"))
        await desk.article("beta", "Cybersecurity day", story="day")
        assert await desk.work(HOUR) == []
        assert (await assert_accounted(store)).rules[0].fates[Fate.SUPPRESSED] == 1
        assert await store.silences.expire("two", desk.clock.now())
        await desk.article("beta", "Cybersecurity days", story="day")
        assert [each.titles for each in await desk.work()] == [["Cybersecurity day", "Cybersecurity days"]]


async def test_a_retry_is_not_held_against_a_limit_again_but_waits_for_quiet_hours(
    store: Store, tmp_path: Path
) -> None:
    """A server that is down at ten in the evening does not get the mail out at eleven."""
    policy = "limit: {alerts: 1, per: 1h}, quiet_hours: {from: '23:00', to: '06:00'}"
    async with open_newsdesk(store, tmp_path, EVENING, f"{{ops: {{{OPS}, {policy}}}}}", f"[{CYBER}]") as desk:
        await desk.article("alpha", "Cybersecurity law")
        now = desk.clock.now()
        (delivery,) = await store.deliveries.claim(now, now + HOUR, 9, 9, arbiter=desk.watch.policies)
        await store.deliveries.defer(delivery, now + 10 * MINUTE, "451 later")
        (again,) = await store.deliveries.claim(now + 10 * MINUTE, now + HOUR, 9, 9, arbiter=desk.watch.policies)
        await store.deliveries.defer(again, now + HOUR, "451 later")
        assert await desk.work(HOUR) == []
        (held,) = await store.reports.deliveries(9, state=DeliveryState.HELD)
        assert (held.reason, held.attempts) == ("quiet-hours", 2)
        (sent,) = await desk.until(EVENING + 9 * HOUR, 4 * HOUR)
        assert sent.id == delivery.id


async def test_a_sum_that_breaks_is_noticed_once_with_its_ids(store: Store, tmp_path: Path) -> None:
    """A delivery that vanished, and a match without its alert, are named in one notice, and not again each time."""
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}}}}}", f"[{CYBER}]") as desk:
        await desk.article("alpha", "Cybersecurity law")
        await desk.article("beta", "Cybersecurity fair")
        await desk.work()
        await desk.rounds.audit(desk.watch, timedelta(days=700))
        assert await desk.work() == []
        first, second = await store.reports.deliveries(9)
        async with store._database.write() as connection:
            await connection.execute(delete(deliveries).where(deliveries.c.id == first.id))
            its = matches.c.alert_id == second.alert_id
            await connection.execute(update(matches).where(its).values(alert_id=None))
        for _ in range(3):
            await desk.rounds.audit(desk.watch, timedelta(days=700))
        (notice,) = await desk.work()
        assert notice.data["notice"]["about"] == "accounts"
        assert f"alerts: {first.alert_id}" in notice.data["notice"]["items"]
        assert any(item.startswith("matched: ") for item in notice.data["notice"]["items"])
        with pytest.raises(AssertionError):
            await assert_accounted(store)


async def test_what_retention_removes_is_out_of_all_sums(store: Store, tmp_path: Path) -> None:
    """Old articles and alerts go, digests with what they carried, and the sums of the rest still add up."""
    digest = f"{{ops: {{{OPS}, send: {{digest: '0 7 * * *'}}}}}}"
    async with open_newsdesk(store, tmp_path, MORNING, digest, f"[{CYBER}]") as desk:
        await desk.article("alpha", "Cybersecurity law")
        await desk.work(24 * HOUR)
        await desk.article("beta", "Cybersecurity fair")
        await desk.work(24 * HOUR * 10)
        for _ in range(2):
            await store.prune(desk.clock.now(), timedelta(days=10, hours=12), timedelta(days=10, hours=12))
            await assert_accounted(store)
        assert {account.rule_id: account.total for account in (await assert_accounted(store)).channels} == {
            "cyber": 1,
            "digests": 1,
        }
