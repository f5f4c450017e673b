"""Case forms of names, made when rules are loaded."""

from monitor.rules.paradigms.names import LANGUAGES, case_forms, owner_forms

__all__ = ["LANGUAGES", "case_forms", "owner_forms"]
