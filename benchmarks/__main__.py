"""Run the benchmarks: all of them, or those named on the command line. Options go to each that is run."""

import importlib
import pkgutil
import sys

import benchmarks


def main(arguments: list[str]) -> int:
    """Run each benchmark module's ``main()``; gives the exit code."""
    wanted = [argument for argument in arguments if not argument.startswith("-")]
    known = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")]
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    # Benchmarks read their own command line, on which their names would be taken for what they are to work on.
    sys.argv = [sys.argv[0], *(argument for argument in arguments if argument.startswith("-"))]
    for name in wanted or known:
        print(f"\n== {name}")
        importlib.import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
