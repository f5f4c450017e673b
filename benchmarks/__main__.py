"""Run the benchmarks: all of them, or those named on the command line, each with the arguments that follow its name."""

import importlib
import pkgutil
import sys

import benchmarks


def main(words: list[str]) -> int:
    """Run each benchmark module's ``main()``, which finds its arguments in ``sys.argv``; gives the exit code."""
    modules = [module for module in pkgutil.iter_modules(benchmarks.__path__) if not module.ispkg]
    known = [module.name for module in modules if not module.name.startswith("_")]
    if words and words[0] not in known:
        print(f"no benchmark {words[0]}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    wanted: list[list[str]] = []
    for word in words or known:
        if word in known:
            wanted.append([word])
        else:
            wanted[-1].append(word)
    for name, *arguments in wanted:
        print(f"\n== {name}", flush=True)
        sys.argv = [f"benchmarks {name}", *arguments]
        importlib.import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
