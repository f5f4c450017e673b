"""What holds for every test."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def logging_of_its_own() -> Iterator[None]:
    """Leave no logging to the next test: it would go to a stream that is closed by then."""
    yield
    structlog.reset_defaults()
