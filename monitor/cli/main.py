"""Where ``news-monitor`` and ``python -m monitor`` begin, and where errors become exit codes."""

import sys

from monitor.errors import ConfigError, MonitorError


def main() -> None:
    """Run the command line."""
    try:
        _run()
    except KeyboardInterrupt:
        # As a shell reports a process that SIGINT ended.
        sys.exit(130)


def _run() -> None:
    # Spawned worker processes import the console script again, and with it this module; what it imports at its top is
    # loaded in each of them. They need none of the commands.
    from monitor.cli.commands import app  # noqa: PLC0415
    from monitor.cli.common import Exit, err  # noqa: PLC0415

    try:
        app(prog_name="news-monitor")
    except ConfigError as error:
        for fault in error.faults:
            err.print(str(fault))
        sys.exit(Exit.CONFIG)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to tell it, and nobody to tell.
        sys.exit(Exit.FAILED)
    except (MonitorError, OSError) as error:
        err.print(f"news-monitor: {error}")
        sys.exit(Exit.FAILED)
