"""Adding up what the engine does."""

from dataclasses import replace

from monitor.engine.terms import Totals
from monitor.model import Action, Decision, DeliveryState, Tally
from monitor.pipeline import Unread

_SENT = {
    DeliveryState.DELIVERED: "delivered",
    DeliveryState.QUEUED: "put_off",
    DeliveryState.HELD: "held",
    DeliveryState.DEAD: "dead",
}
_KEPT = {Action.HOLD: "held", Action.DIGEST: "gathered", Action.SUPPRESS: "suppressed"}


class Sums:
    """What was done so far, in ``totals``; ``kept`` are the deliveries that policy kept back when they were claimed."""

    def __init__(self) -> None:
        self.totals = Totals()
        self.kept = 0
        self._put_off: set[str] = set()

    def add(self, **more: int) -> None:
        """Raise the totals of these names."""
        self.totals = replace(self.totals, **{name: getattr(self.totals, name) + by for name, by in more.items()})

    def entry(self, entry_id: str, result: Tally | Unread) -> None:
        """Count an entry that was read, put off or given up."""
        self._put_off.discard(entry_id)
        match result:
            case Unread.PUT_OFF:
                self._put_off.add(entry_id)
            case Unread.GIVEN_UP:
                self.add(entries_given_up=1)
            case Tally():
                self.add(articles=1, matches=result.matched, alerts=result.alerted, merged=result.merged)
                self.add(updates=result.updates)
        self.totals = replace(self.totals, entries_put_off=len(self._put_off))

    def sent(self, state: DeliveryState) -> None:
        """Count an attempt to send by what it left."""
        self.add(**{_SENT[state]: 1})

    def kept_back(self, decision: Decision) -> None:
        """Count a delivery that is not to be sent now."""
        self.kept += 1
        self.add(**{_KEPT[decision.action]: 1})
