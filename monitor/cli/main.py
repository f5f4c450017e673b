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
    import typer  # noqa: PLC0415

    from monitor.cli.commands import app  # noqa: PLC0415
    from monitor.cli.common import Exit, err  # noqa: PLC0415
    from monitor.cli.usage import is_call_for_help, sentence  # noqa: PLC0415

    try:
        sys.exit(app(prog_name="news-monitor", standalone_mode=False))
    except typer.TyperException as error:
        if not is_call_for_help(error):
            err.print(f"news-monitor: {sentence(error)}")
        sys.exit(Exit.USAGE)
    except ConfigError as error:
        for fault in error.faults:
            err.print(str(fault))
        sys.exit(Exit.CONFIG)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to tell it, and nobody to tell.
        sys.exit(Exit.FAILED)
    except MonitorError as error:
        err.print(f"news-monitor: {error}")
        sys.exit(Exit.FAILED)
    except OSError as error:
        what = f"{error.filename} cannot be used: " if error.filename else ""
        err.print(f"news-monitor: {what}{error.strerror or error}")
        sys.exit(Exit.FAILED)
