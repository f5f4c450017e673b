"""Who runs the work: ``local``, in this process."""

from monitor.engine.local import Limits, LocalEngine, Totals

__all__ = ["Limits", "LocalEngine", "Totals"]
