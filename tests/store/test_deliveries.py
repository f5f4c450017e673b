"""The outbox: what was decided to be sent is sent, in turn, and its fate is recorded once."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from monitor.errors import ClaimLost
from monitor.model import DeliveryState, Wording, Words
from monitor.store import Store
from tests.store.world import LATER, LEASE, NOW, alerted, claim_deliveries, plan


async def state_of(store: Store) -> DeliveryState:
    """The state of the one delivery."""
    (report,) = await store.reports.deliveries(10)
    return report.state


async def test_a_delivery_carries_the_payload_as_it_was_frozen(store: Store) -> None:
    """Every attempt shows the same alert under the same id."""
    expected = plan()
    await alerted(store, expected)
    (first,) = await claim_deliveries(store)
    (second,) = await claim_deliveries(store, LEASE)
    assert first.payload == second.payload == expected.alert.payload
    assert first.id == second.id == expected.deliveries[0].id
    assert (first.recipient, first.attempts, second.attempts) == ("desk@example.org", 1, 2)


@pytest.mark.parametrize("damage", ["""'{"data": {"id'""", "'[1]'", "CAST(x'7b22e1227d' AS TEXT)"])
async def test_an_alert_that_cannot_be_read_is_set_aside(store: Store, damage: str) -> None:
    """One damaged row is a dead letter with a sentence, wherever it waits; what is behind it goes out, digests, too."""
    await alerted(store, *(plan(rule) for rule in ("sent", "digest", "second", "sound", "gathered")))
    if store._database.location.postgresql:
        damage = "'[1]'"  # what is not JSON cannot stand there
    bad = "('alert-sent-story-0', 'alert-digest-story-0', 'alert-second-story-0')"
    async with store._database.write() as connection:
        for statement in (
            f"UPDATE alerts SET payload = {damage} WHERE id IN {bad}",
            "UPDATE deliveries SET state = 'digest', reason = 'digest' WHERE alert_id LIKE 'alert-%g%story-0'",
            "UPDATE deliveries SET state = 'held', reason = 'second-source' WHERE alert_id LIKE 'alert-second%'",
        ):
            await connection.exec_driver_sql(statement)
    (sound,) = await claim_deliveries(store, limit=1)
    assert sound.alert_id == "alert-sound-story-0"
    assert await store.waiting.uncorroborated(LATER, ["second"]) == ()
    (batch,) = await store.waiting.due_batches(LATER, lambda rule: 0, 9)
    assert [alert.id for alert in batch.alerts] == ["alert-gathered-story-0"]
    dead = await store.reports.deliveries(9, state=DeliveryState.DEAD)
    assert sorted(report.rule_id for report in dead) == ["digest", "second", "sent"]
    assert all("restore a backup" in (report.last_error or "") for report in dead)


async def test_workers_that_claim_at_once_get_different_deliveries(store: Store, other: Store) -> None:
    """Nobody gets an alert twice because two workers asked in the same moment."""
    await alerted(store, *(plan(f"rule{number}") for number in range(40)))
    batches = await asyncio.gather(*(claim_deliveries(each, limit=10) for each in (store, other) * 2))
    taken = [delivery.id for batch in batches for delivery in batch]
    assert len(taken) == len(set(taken))
    taken += [delivery.id for delivery in await claim_deliveries(store)]
    assert len(taken) == len(set(taken)) == 40


async def test_a_backlog_to_one_channel_starves_no_other(store: Store) -> None:
    """A dead endpoint with the oldest and longest queue leaves room for a live one."""
    await alerted(store, *(plan(f"rule{number}", to=("dead",)) for number in range(50)), plan("live", to=("live",)))
    taken = await store.deliveries.claim(NOW, LEASE, limit=4, per_channel=4)
    assert Counter(delivery.channel for delivery in taken) == {"dead": 2, "live": 1}
    assert len(await store.deliveries.claim(NOW, LEASE, limit=40, per_channel=3)) == 3


async def test_what_is_in_hand_counts_towards_its_channel(store: Store) -> None:
    """An endpoint that hangs gets its share of places and not one more, however often work is handed out."""
    await alerted(store, *(plan(f"rule{number}", to=("slow",)) for number in range(9)), plan("live", to=("live",)))
    first = await store.deliveries.claim(NOW, LEASE, 4, per_channel=4)
    assert Counter(delivery.channel for delivery in first) == {"slow": 2, "live": 1}
    slow = [delivery for delivery in first if delivery.channel == "slow"]
    more = await store.deliveries.claim(NOW, LEASE, 10, per_channel=4, in_hand=slow)
    assert len(more) == 2
    assert await store.deliveries.claim(NOW, LEASE, 10, per_channel=4, in_hand=(*slow, *more)) == ()


async def test_what_is_in_hand_is_not_claimed_again(store: Store) -> None:
    """A machine that slept through the lease of a send in hand does not send the same alert beside it."""
    await alerted(store, plan())
    taken = await claim_deliveries(store)
    assert await store.deliveries.claim(LATER, LATER + timedelta(minutes=5), 10, 10, in_hand=taken) == ()
    await store.deliveries.mark_delivered(taken[0], "late, and the only one", LATER)
    assert await state_of(store) is DeliveryState.DELIVERED


async def test_a_delivery_is_delivered_once(store: Store) -> None:
    """After the far side's yes it is never claimed again, and its receipt is kept."""
    await alerted(store, plan())
    (delivery,) = await claim_deliveries(store)
    await store.deliveries.mark_delivered(delivery, "250 queued as 1", NOW)
    assert await claim_deliveries(store, LATER) == ()
    (report,) = await store.reports.deliveries(10)
    assert (report.state, report.receipt, report.finished_at) == (DeliveryState.DELIVERED, "250 queued as 1", NOW)
    assert (report.rule_id, report.attempts, report.last_error) == ("cyber", 1, None)


async def test_a_delivery_put_off_is_tried_in_its_time(store: Store) -> None:
    """A retry waits as long as it should, and says why it is needed."""
    await alerted(store, plan())
    (delivery,) = await claim_deliveries(store)
    await store.deliveries.defer(delivery, LATER, "451 try later")
    assert await claim_deliveries(store, LATER - timedelta(seconds=1)) == ()
    (report,) = await store.reports.deliveries(10, state=DeliveryState.QUEUED)
    assert (report.last_error, report.due_at) == ("451 try later", LATER)
    (again,) = await claim_deliveries(store, LATER)
    assert again.attempts == 2


async def test_a_dead_delivery_is_listed_and_can_be_replayed_under_its_id(store: Store) -> None:
    """A dead letter waits for a person; replayed, it starts anew and the receiver can tell it from a new alert."""
    await alerted(store, plan(to=("desk", "ops")))
    desk, ops = sorted(await claim_deliveries(store), key=lambda delivery: delivery.channel)
    await store.deliveries.mark_dead(desk, "550 no such user", NOW)
    await store.deliveries.mark_delivered(ops, None, NOW)
    (report,) = await store.reports.deliveries(10, state=DeliveryState.DEAD)
    assert (report.id, report.last_error) == (desk.id, "550 no such user")
    assert await store.deliveries.replay([ops.id, desk.id, "nonesuch", desk.id], LATER) == (desk.id,)
    (again,) = await claim_deliveries(store, LATER)
    assert (again.id, again.attempts) == (desk.id, 1)


async def test_a_held_delivery_waits_for_its_channel(store: Store) -> None:
    """A wrong password holds the channel's alerts; mending it sends them, with all their attempts still to come."""
    await alerted(store, plan(to=("desk", "ops")))
    for delivery in await claim_deliveries(store):
        await store.deliveries.hold(delivery, "535 authentication failed")
    assert await claim_deliveries(store, LATER) == ()
    assert await store.deliveries.release_held(LATER, ["desk", "former"]) == 1
    (desk,) = await claim_deliveries(store, LATER)
    assert (desk.channel, desk.attempts) == ("desk", 1)
    assert await store.deliveries.release_held(LATER, ["ops"]) == 1


async def test_who_lost_the_lease_cannot_record_an_outcome(store: Store, other: Store) -> None:
    """A worker that hung cannot overwrite what its successor recorded, in any of the ways there are."""
    await alerted(store, plan())
    (slow,) = await claim_deliveries(store)
    (quick,) = await claim_deliveries(other, LEASE)
    late: tuple[Callable[[], Awaitable[None]], ...] = (
        lambda: store.deliveries.mark_delivered(slow, "late", LEASE),
        lambda: store.deliveries.mark_dead(slow, "late", LEASE),
        lambda: store.deliveries.defer(slow, LATER, "late"),
        lambda: store.deliveries.hold(slow, "late"),
    )
    for write in late:
        with pytest.raises(ClaimLost):
            await write()
    await other.deliveries.mark_delivered(quick, "in time", LEASE)
    for write in late:
        with pytest.raises(ClaimLost):
            await write()
    assert await state_of(store) is DeliveryState.DELIVERED


async def test_the_words_of_a_model_go_along_with_each_attempt(store: Store) -> None:
    """What was kept before the first attempt is what every later one carries; nothing is written for it after that."""
    await alerted(store, plan())
    (first,) = await claim_deliveries(store)
    assert (first.due_at, first.wording) == (NOW, None)
    wording = Wording("tiny", "de", {"article": Words("Zwei trafen sich.", None), "other": Words("Ja.", "Titel")})
    await store.deliveries.word(first, wording)
    (second,) = await claim_deliveries(store, LEASE)
    assert (second.due_at, second.wording) == (None, wording)
    with pytest.raises(ClaimLost):
        await store.deliveries.word(first, wording)
    await store.deliveries.mark_dead(second, "no such user", LEASE)
    await store.deliveries.replay([second.id], LEASE)
    (third,) = await claim_deliveries(store, LEASE)
    assert (third.attempts, third.due_at, third.wording) == (1, None, wording)


@pytest.mark.parametrize("damage", ["""'{"article": {"su'""", "'[1]'", "CAST(x'7b22e1227d' AS TEXT)"])
async def test_words_of_a_model_that_are_damaged_keep_no_alert_back(store: Store, damage: str) -> None:
    """It goes out in the article's own words, the others with theirs; and what is written anew for it is kept."""
    await alerted(store, plan("bad"), plan("sound"))
    bad, sound = await claim_deliveries(store)
    wording = Wording("tiny", "de", {"article": Words("Zwei trafen sich.", None)})
    for delivery in (bad, sound):
        await store.deliveries.word(delivery, wording)
    if store._database.location.postgresql:
        damage = "'[1]'"  # what is not JSON cannot stand there
    async with store._database.write() as connection:
        statement = f"UPDATE wordings SET articles = {damage} WHERE delivery_id = '{bad.id}'"
        await connection.exec_driver_sql(statement)
    claimed = {delivery.id: delivery for delivery in await claim_deliveries(store, LEASE)}
    assert (claimed[bad.id].wording, claimed[sound.id].wording) == (None, wording)
    await store.deliveries.word(claimed[bad.id], wording)


async def test_a_delivery_that_went_without_words_is_not_given_any_later(store: Store) -> None:
    """A replay, and a retry, of what was tried before shows what was shown."""
    await alerted(store, plan())
    (first,) = await claim_deliveries(store)
    await store.deliveries.hold(first, "wrong password")
    await store.deliveries.release_held(NOW, ["desk"])
    (again,) = await claim_deliveries(store)
    assert (again.attempts, again.due_at, again.wording) == (1, None, None)
