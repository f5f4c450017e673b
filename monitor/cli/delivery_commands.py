"""``news-monitor deliveries``: the commands and their options."""

from typing import Annotated

import typer

from monitor.cli import lists
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, finish
from monitor.model import DeliveryState

app = typer.Typer(no_args_is_help=True, add_completion=False, help="What became of each alert on its way.")


@app.command("list")
def deliveries_list(
    config: ConfigOption = DEFAULT_CONFIG,
    state: Annotated[DeliveryState | None, typer.Option(help="Only those that stand so.")] = None,
    channel: Annotated[str | None, typer.Option(help="Only this channel.")] = None,
    reason: Annotated[
        str | None, typer.Option(help="Only those that stand so for this reason: a word of the column `why`.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """Show deliveries and what became of them; `--state dead` lists the dead letters."""
    finish(lists.deliveries(config, state=state, channel=channel, reason=reason, limit=limit, as_json=as_json))


@app.command("replay")
def deliveries_replay(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of dead deliveries.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    all_dead: Annotated[bool, typer.Option("--all-dead", help="Every dead delivery.")] = False,
) -> None:
    """Queue dead deliveries again, under the same ids."""
    if not ids and not all_dead:
        raise typer.BadParameter("name the deliveries, or say --all-dead")
    finish(lists.replay(config, ids or [], all_dead=all_dead))
