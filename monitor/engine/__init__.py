"""Who runs the work: ``local``, in this process."""

from monitor.engine.local import Limits, LocalEngine, Totals
from monitor.engine.timetable import Job

__all__ = ["Job", "Limits", "LocalEngine", "Totals"]
