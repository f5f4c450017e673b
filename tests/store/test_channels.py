"""What is remembered of channels, in both databases."""

from datetime import timedelta

from monitor.model import DeliveryState
from monitor.store import Failure, Store
from tests.store.world import LATER, LEASE, NOW, alerted, plan

DAY = timedelta(days=1)


async def test_failures_are_counted_from_the_first(store: Store) -> None:
    """The moment of the first failure stays until something is taken."""
    await store.channels.note_failure("ops", "far", NOW)
    await store.channels.note_failure("ops", "far", LATER)
    state = await store.channels.state("ops")
    assert state is not None
    assert (state.failing_since, state.disabled_at) == (NOW, None)
    await store.channels.note_success("ops")
    assert await store.channels.states() == {}


async def test_a_channel_fails_whose_last_delivery_failed(store: Store) -> None:
    """One that is given up, or tried again, until it is replayed or the channel has taken another since."""
    await alerted(store, *(plan(f"rule{number}", to=("ops",)) for number in range(3)), plan("other", to=("desk",)))
    first, second, third = await store.deliveries.claim(NOW, LEASE, 9, 9, resting=["desk"])
    await store.deliveries.mark_delivered(first, "ok", NOW + DAY)
    assert await store.channels.failures() == {}
    await store.deliveries.mark_dead(second, "no", NOW + 2 * DAY)
    assert await store.channels.failures() == {"ops": Failure(NOW + 2 * DAY, "no")}
    await store.deliveries.replay([second.id], LATER)
    assert await store.channels.failures() == {}
    await store.deliveries.mark_dead(third, "no", NOW + 2 * DAY)
    (again,) = await store.deliveries.claim(LATER, LEASE, 9, 9, resting=["desk"])
    await store.deliveries.mark_delivered(again, "ok", NOW + 3 * DAY)
    assert await store.channels.failures() == {}
    (other,) = await store.deliveries.claim(NOW, LEASE, 9, 9)
    await store.deliveries.defer(other, LATER, "busy")
    assert await store.channels.failures() == {"desk": Failure(NOW, "busy")}


async def test_a_disabled_channel_holds_what_is_due_and_lets_go_in_order(store: Store) -> None:
    """What is being sent ends by itself, what is due later waits for its time, nothing of another channel is held. The
    notice is there with it, and a second worker disables nothing twice. A person brings all back, oldest first.
    """
    await alerted(store, *(plan(f"rule{number}", to=("ops",)) for number in range(4)), plan("other", to=("desk",)))
    in_hand, later = await store.deliveries.claim(NOW, LEASE, 2, 2, resting=["desk"])
    await store.deliveries.defer(later, NOW + DAY, "busy")
    notice = plan("notices", "a story of its own", to=("desk",))
    assert await store.channels.disable("ops", "far", "gone", LATER, notice)
    assert not await store.channels.disable("ops", "far", "gone", LATER, notice)
    states = {each.id: each.state for each in await store.reports.deliveries(10, channel="ops")}
    assert states[in_hand.id] is DeliveryState.QUEUED
    assert sorted(states.values()) == sorted([DeliveryState.HELD] * 2 + [DeliveryState.QUEUED] * 2)
    assert len(await store.reports.deliveries(10, channel="desk")) == 2
    assert await store.deliveries.release_held(LATER, ["ops", "desk"]) == 0
    held = await store.reports.deliveries(10, channel="ops", state=DeliveryState.HELD)
    assert {(each.reason, each.last_error) for each in held} == {("channel", "gone")}
    counts = await store.channels.counts()
    assert counts["ops", DeliveryState.HELD] == 2

    assert await store.channels.resume("ops", LATER) == 2
    assert await store.channels.resume("ops", LATER) is None
    due = [each.due_at for each in await store.reports.deliveries(10, channel="ops", state=DeliveryState.QUEUED)]
    assert sorted(due)[:3] == [NOW, NOW, NOW]


async def test_another_address_is_another_far_side(store: Store) -> None:
    """A channel that sends elsewhere now is a new one; one that is not configured for a while keeps its state."""
    await store.channels.disable("ops", "far", "gone", NOW, None)
    await store.channels.note_failure("chat", "room", NOW)
    assert await store.channels.follow({"desk": "x"}) == ()
    assert await store.channels.follow({"ops": "far", "chat": "room"}) == ()
    assert await store.channels.follow({"ops": "nearer", "chat": "another"}) == ("ops",)
    assert await store.channels.states() == {}


async def test_nothing_is_taken_for_a_channel_that_pauses(store: Store) -> None:
    """Its deliveries stay as they are, with their attempts, and others go on."""
    await alerted(store, plan("first", to=("ops",)), plan("second", to=("desk",)))
    taken = await store.deliveries.claim(NOW, LEASE, 10, 10, resting=["ops"])
    assert [each.channel for each in taken] == ["desk"]
    (after,) = await store.deliveries.claim(NOW, LEASE, 10, 10)
    assert (after.channel, after.attempts) == ("ops", 1)
