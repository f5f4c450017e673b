"""Who runs the work: ``local``, in this process."""

from monitor.engine.local import LocalEngine
from monitor.engine.terms import Limits, Retention, Totals
from monitor.engine.timetable import Job

__all__ = ["Job", "Limits", "LocalEngine", "Retention", "Totals"]
