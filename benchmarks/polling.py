"""Stub."""
import sys
from benchmarks.polls.compare import compare, in_own_process
from benchmarks.polls.ours import OURS
from benchmarks.polls.site import Mode, Sites, serving
from benchmarks.polls.steady import steady
from benchmarks.polls.ways import PEERS

def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with serving() as served:
        if "s" in sys.argv:
            print(in_own_process(steady, Sites(served.port, n//2, n).urls(Mode.NOT_MODIFIED, "steady"), 30, 8, 2))
        else:
            compare([*OURS, *PEERS], served, Sites(served.port, n // 2, n))

if __name__ == "__main__":
    main()
