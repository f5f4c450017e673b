"""What joins a story, comes back, or was put off, is told all the same, and once: on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor import alerts
from monitor.alerts import AlertPayload
from monitor.alerts.render.subjects import subject
from monitor.errors import ClaimLost
from monitor.model import DeliveryState, EditPolicy, Revision, Silence, StoryKey
from monitor.store import Fate, Store
from tests.accounts import assert_accounted
from tests.store.newsdesk import DESK, OPS, Newsdesk, open_newsdesk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MORNING = datetime(2026, 1, 5, 8, tzinfo=UTC)
EVENING = datetime(2026, 1, 5, 21, 30, tzinfo=UTC)
CYBER = "{id: cyber, keywords: [cybersecurity]}"
GROWING = "[{id: cyber, keywords: [cybersecurity], updates: 'sources:2'}]"
NIGHT = "quiet_hours: {from: '22:00', to: '06:30'}, timezone: Europe/Berlin"


async def test_a_silence_on_one_channel_keeps_nothing_from_another(store: Store, tmp_path: Path) -> None:
    """Whoever knows a story hears that it grows, while others are spared it; these get it afterwards."""
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}}}, desk: {{{DESK}}}}}", GROWING) as desk:
        await store.silences.add(Silence("one", MORNING, MORNING + 4 * HOUR, "away", channel="desk"))
        for feed in ("alpha", "beta", "gamma", "delta"):
            await desk.article(feed, f"Cybersecurity law in {feed}", story="law")
            await desk.work(HOUR)
        kinds = {name: [each.data["kind"] for each in desk.sent if each.channel == name] for name in ("ops", "desk")}
        assert kinds == {"ops": ["new", "update", "update"], "desk": ["new", "update"]}
        shown = [(each.channel, each.state, each.reason) for each in await store.reports.deliveries(9)]
        assert ("desk", DeliveryState.DELIVERED, "revived") in shown
    await assert_accounted(store)


async def test_a_story_suppressed_as_a_whole_goes_on_being_told(store: Store, tmp_path: Path) -> None:
    """After its alert and an update were suppressed, it is told with what has come, and its next update comes."""
    async with open_newsdesk(store, tmp_path, EVENING, f"{{ops: {{{OPS}, {NIGHT}}}}}", GROWING) as desk:
        for feed in ("alpha", "beta"):
            await desk.article(feed, f"Cybersecurity law in {feed}", story="law")
        await desk.work()
        await store.silences.add(Silence("one", desk.clock.now(), EVENING + 10 * HOUR, "away", channel="ops"))
        assert await desk.work(9 * HOUR) == []
        desk.clock.advance(HOUR)
        await desk.article("gamma", "Cybersecurity law in gamma", story="law")
        (told,) = await desk.work()
        assert (told.data["kind"], told.data["story"]["articles"]) == ("new", 3)
        await desk.article("delta", "Cybersecurity law in delta", story="law")
        (update,) = await desk.work()
        assert (update.data["kind"], update.data["update"]["sources"]) == ("update", 4)
    await assert_accounted(store)


async def test_after_the_night_the_oldest_comes_first(store: Store, tmp_path: Path) -> None:
    """What quiet hours held goes out in order, so that a limit rolls up what came last."""
    policy = f"{NIGHT}, limit: {{alerts: 4, per: 1h}}"
    async with open_newsdesk(store, tmp_path, EVENING, f"{{ops: {{{OPS}, {policy}}}}}", f"[{CYBER}]") as desk:
        for number in range(7):
            await desk.article("alpha", f"Cybersecurity {number}")
        sent = await desk.until(EVENING + 10 * HOUR, 5 * HOUR)
        assert [each.titles for each in sent[:4]] == [[f"Cybersecurity {number}"] for number in range(4)]
        (roll_up,) = sent[4:] or await desk.work(HOUR)
        assert roll_up.titles == [f"Cybersecurity {number}" for number in (4, 5, 6)]
    await assert_accounted(store)


async def test_the_update_of_the_day_is_not_changed_once_it_is_sent(store: Store, tmp_path: Path) -> None:
    """What comes after it makes the next one, also when the clock was set back before it went out."""
    rules = "[{id: cyber, keywords: [cybersecurity], updates: daily}]"
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}}}}}", rules) as desk:
        for feed in ("alpha", "beta"):
            await desk.article(feed, f"Cybersecurity law in {feed}", story="law")
        await desk.work()
        desk.clock.advance(-3 * HOUR)
        await store.move_back(3 * HOUR, desk.clock.now())
        (first,) = await desk.until(MORNING + 22 * HOUR, 9 * HOUR)
        await desk.article("gamma", "Cybersecurity law in gamma", story="law")
        stored = await store.reports.alert(first.data["id"])
        assert stored is not None
        assert stored.payload["data"] == first.data
        (second,) = await desk.until(MORNING + 3 * DAY, 9 * HOUR)
        assert (first.titles, second.titles) == (["Cybersecurity law in beta"], ["Cybersecurity law in gamma"])
    await assert_accounted(store)


async def test_what_was_dropped_comes_back_with_all_that_has_come(store: Store, tmp_path: Path) -> None:
    """An article that came after the end of the wait, and did not suffice yet, is in the alert, too."""
    rules = "[{id: cyber, keywords: [cybersecurity], corroborate: {sources: 3, within: 1h, else: drop}}]"
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}}}}}", rules) as desk:
        for feed in ("alpha", "beta", "gamma"):
            await desk.article(feed, f"Cybersecurity law in {feed}", story="law")
            sent = await desk.work(2 * HOUR)
        assert [each.titles for each in sent] == [
            [f"Cybersecurity law in {feed}" for feed in ("alpha", "beta", "gamma")]
        ]
    await assert_accounted(store)


async def test_two_sources_of_three_are_not_called_one(store: Store, tmp_path: Path) -> None:
    """The alert says that they are too few; and as two were told, the third is no second step of two."""
    rules = GROWING.replace("updates", "corroborate: {sources: 3, within: 1h}, updates")
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}}}}}", rules) as desk:
        for feed in ("alpha", "beta"):
            await desk.article(feed, f"Cybersecurity law in {feed}", story="law")
        (told,) = await desk.work(2 * HOUR)
        payload = {"timestamp": MORNING, "data": told.data}
        text = alerts.render_alert(payload, channel="ops", timezone=ZoneInfo("UTC")).text
        assert "Too few independent sources have this story" in text
        await desk.article("gamma", "Cybersecurity law in gamma", story="law")
        assert await desk.work() == []


async def test_a_digest_counts_stories_and_knows_its_period(store: Store, tmp_path: Path) -> None:
    """An update is no other story; and the first digest of a channel begins with its alerts, or when it was set up."""
    rule = GROWING.replace("updates", "send: {digest: '0 7 * * *'}, updates")
    limited = f"{{ops: {{{OPS}, limit: {{alerts: 5, per: 1h}}}}}}"
    async with open_newsdesk(store, tmp_path, MORNING, limited, rule) as desk:
        for feed in ("alpha", "beta"):
            await desk.article(feed, f"Cybersecurity law in {feed}", story="law")
        (digest,) = await desk.until(MORNING + DAY, 8 * HOUR)
        (told,) = digest.data["digest"]["rules"]
        assert (told["alerts"], len(told["stories"]), told["more"]) == (2, 1, 0)
        assert digest.data["digest"]["since"] == "2026-01-05T08:00:01Z"
        assert digest.data["digest"]["answered"] == 4
        # A month without digests is no period of one.
        await desk.configure(limited, f"[{CYBER}]")
        await desk.article("alpha", "Cybersecurity fair")
        assert len(await desk.work(30 * DAY)) == 1
        await desk.configure(f"{{ops: {{{OPS}, send: {{digest: '0 7 * * *', empty: true}}}}}}", f"[{CYBER}]")
        begun = desk.clock.now()
        assert await desk.work() == []
        (empty,) = await desk.work(DAY)
        assert empty.data["digest"]["since"] == f"{begun:%Y-%m-%dT%H:%M:%SZ}"
    await assert_accounted(store)


async def test_what_was_in_a_silenced_digest_comes_back_with_its_story(store: Store, tmp_path: Path) -> None:
    """Nobody has heard of it: when its story goes on it is in the next digest, with all articles, and alone there."""
    digest = f"{{ops: {{{OPS}, send: {{digest: '0 7 * * *'}}}}}}"
    async with open_newsdesk(store, tmp_path, MORNING, digest, f"[{CYBER}]") as desk:
        await store.silences.add(Silence("one", MORNING, MORNING + DAY + HOUR, "holiday", rule_id="digests"))
        await desk.article("alpha", "Cybersecurity law", story="law")
        assert await desk.until(MORNING + DAY, 8 * HOUR) == []
        await assert_accounted(store)
        await desk.article("beta", "Cybersecurity law, too", story="law")
        (told,) = await desk.until(MORNING + 2 * DAY, 8 * HOUR)
        assert told.titles == ["Cybersecurity law", "Cybersecurity law, too"]
    (account,) = (await assert_accounted(store)).rules
    assert account.fates == {Fate.DELIVERED: 1, Fate.MERGED: 1}


async def test_limits_count_nothing_that_lies_ahead(store: Store, tmp_path: Path) -> None:
    """An alert that was sent while the clock was a year ahead holds no other back for a year."""
    limit = f"{{ops: {{{OPS}, limit: {{alerts: 1, per: 1h}}}}}}"
    async with open_newsdesk(store, tmp_path, MORNING + 400 * DAY, limit, f"[{CYBER}]") as desk:
        await desk.article("alpha", "Cybersecurity law")
        assert len(await desk.work()) == 1
        desk.clock.advance(-400 * DAY)
        await store.move_back(400 * DAY, desk.clock.now())
        await desk.article("beta", "Cybersecurity fair")
        assert await desk.work() == []
        (roll_up,) = await desk.work(HOUR)
        assert roll_up.titles == ["Cybersecurity fair"]


async def test_what_a_digest_carries_is_kept_for_the_reason_of_the_digest(store: Store, tmp_path: Path) -> None:
    """The report says that alerts are held by quiet hours, or silenced, also when their digest is."""
    digest = f"send: {{digest: '0 5 * * *'}}, {NIGHT}"
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}, {digest}}}}}", f"[{CYBER}]") as desk:
        await desk.article("alpha", "Cybersecurity law")
        assert await desk.until(MORNING + 21 * HOUR, 7 * HOUR) == []
        held, _ = (await assert_accounted(store)).channels
        assert (held.fates, held.reasons) == ({Fate.HELD: 1}, {"quiet-hours": 1})
        await store.silences.add(Silence("one", desk.clock.now(), MORNING + DAY, "away", channel="ops"))
        assert await desk.work(2 * HOUR) == []
        (silenced,) = (await assert_accounted(store)).rules
        assert (silenced.fates, silenced.reasons) == ({Fate.SUPPRESSED: 1}, {"silence": 1})


async def test_an_edit_is_told_once_whenever_its_alert_goes_out(store: Store, tmp_path: Path) -> None:
    """It goes into an alert that waits; a look that was begun before the alert went out is made again, and told of."""
    rules = "[{id: cyber, keywords: [cybersecurity], corroborate: {within: 2h}}]"
    async with open_newsdesk(store, tmp_path, MORNING, f"{{ops: {{{OPS}}}}}", rules) as desk:
        await desk.article("alpha", "Cybersecurity law", story="law")
        assert await _look_again(desk, "Cybersecurity law, amended", timedelta(0)) == 0
        with pytest.raises(ClaimLost):
            await _look_again(desk, "Cybersecurity law, withdrawn", 3 * HOUR)
        (told,) = desk.sent
        assert told.titles == ["Cybersecurity law, amended"]
        await store.release_leases(MORNING)
        assert await _look_again(desk, "Cybersecurity law, withdrawn", timedelta(0)) == 1
        (update,) = await desk.work()
        assert (update.data["kind"], update.data["edit"]["title"]["after"]) == (
            "update",
            "Cybersecurity law, withdrawn",
        )
    await assert_accounted(store)


async def _look_again(desk: Newsdesk, title: str, meanwhile: timedelta) -> int:
    """Find that the one article has another title; ``meanwhile`` the service works. Gives how many alerts were new."""
    now = desk.clock.now()
    (claim,) = await desk.store.revisions.claim(now, now + HOUR, 1, 1, 1)
    await desk.work(meanwhile)
    after = replace(claim.article, title=title)
    before, found = (desk.watch.matcher.match(article, now) for article in (claim.article, after))
    edit = alerts.Edit(claim.article, after, before, found, claim.told, claim.headlines, claim.untold)
    rules, routes, now = desk.watch.rules, desk.watch.routes, desk.clock.now()
    plans = alerts.plan_updates(edit, claim.story_id, rules, routes, EditPolicy.WHEN_RULE_RELEVANT, now)
    as_new = alerts.plan_as_new(edit, plans, StoryKey(claim.story_id, "", claim.wire), rules, routes, now)
    revision = Revision(claim.validators, now, after, found, plans, as_new=as_new)
    return await desk.store.revisions.commit(claim, revision, now, desk.watch.follow)


async def test_what_fell_due_while_the_machine_slept_is_no_fault(store: Store, tmp_path: Path) -> None:
    """Looked at before anything else is done in the morning, the sums add up, and nobody is told that they do not."""
    async with open_newsdesk(store, tmp_path, EVENING, f"{{ops: {{{OPS}, {NIGHT}}}}}", f"[{CYBER}]") as desk:
        await desk.article("alpha", "Cybersecurity law")
        await desk.work()
        desk.clock.advance(DAY)
        await desk.rounds.audit(desk.watch, 700 * DAY)
        desk.clock.advance(DAY / 2)
        assert [each.data["kind"] for each in await desk.work()] == ["new"]


async def test_an_empty_digest_does_not_say_that_nothing_matched_when_something_did(
    store: Store, tmp_path: Path
) -> None:
    """What was sent at once, or waits for a second source, is counted; after a day without it is as it was."""
    alarm = "{id: alarm, keywords: [attack], severity: critical}"
    rules = f"[{alarm}, {{id: slow, keywords: [law], corroborate: {{within: 3d}}}}]"
    digest = f"{{ops: {{{OPS}, send: {{digest: '0 7 * * *', empty: true, except: critical}}}}}}"
    async with open_newsdesk(store, tmp_path, MORNING, digest, rules) as desk:
        await desk.work()
        await desk.article("alpha", "An attack")
        await desk.article("beta", "A law")
        (_, first) = await desk.until(MORNING + DAY, 8 * HOUR)
        (second,) = await desk.until(MORNING + 2 * DAY, 8 * HOUR)
    payloads = [AlertPayload.model_validate({"timestamp": MORNING, "data": each.data}) for each in (first, second)]
    assert [subject(each) for each in payloads] == [
        "[digest] Nothing gathered of 2 matches; 4 of 4 sources answered",
        "[digest] Nothing matched; 0 of 4 sources answered",
    ]
