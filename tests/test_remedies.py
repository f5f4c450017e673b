"""Every fault has a next action: one sentence that a person can act on."""

import re

import pytest

from monitor.errors import Fault
from monitor.remedies import ACTIONS, action_for
from tests.deploy.test_running import TEXT


def test_no_fault_is_without_an_action() -> None:
    """A fault that is added needs one; none is left over from a fault that is gone."""
    assert set(ACTIONS) == set(Fault)


@pytest.mark.parametrize("fault", Fault)
def test_an_action_is_a_sentence_and_stands_in_the_documentation(fault: Fault) -> None:
    """Short enough for a list, and word for word what the page says, so that it can be looked up."""
    action = action_for(fault)
    assert re.fullmatch(r"[A-Z][^\n]{10,118}\.", action)
    row = next(line for line in TEXT.splitlines() if line.startswith(f"| `{fault}` |"))
    assert row.endswith(f"| {action} |")
