"""``make bench`` runs every benchmark there is."""

import importlib
import pkgutil

import benchmarks


def test_every_module_beside_the_runner_is_a_benchmark() -> None:
    """The runner calls the ``main`` of each; what only serves them stands in a package."""
    modules = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.ispkg]
    named = [name for name in modules if not name.startswith("_")]
    assert [name for name in named if not hasattr(importlib.import_module(f"benchmarks.{name}"), "main")] == []
