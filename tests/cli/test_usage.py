"""What a person is told who mistyped a command: what, where and what to do, in the words of this program."""

import pytest
import typer

from monitor.cli.commands import app
from monitor.cli.usage import is_call_for_help, sentence

WRONG = {
    "backtest --limit x": "`--limit` must be a whole number, and not `x`",
    "backtest --limit 0": "`--limit` must be at least 1, and not `0`",
    "officials suggest Ann --threshold 3": "`--threshold` must be at least 50, and not `3`",
    "demo --pace x": "`--pace` must be a number, and not `x`",
    "deliveries list --state lost": "`--state` must be `queued`, `delivered`, `held`, `dead`, `digest`, `carried` or "
    "`suppressed`, and not `lost`",
    "stage foo": "`NAME` must be `parse`, `extract`, `match`, `stories` or `summarise`, and not `foo`",
    "backtest --since soon": "`--since`: write a duration such as 30d",
    "rules show": "`RULE` is missing",
    "check --conf x": "there is no option `--conf`; did you mean `--config`",
    "check --config": "`--config` needs a value behind it",
    "check --json=5": "`--json` takes no value",
    "check all": "`all` is too much: nothing more is taken here",
    "chek": "there is no command `chek`; did you mean `check`?",
    "feeds banish": "there is no command `banish`; there are `list`",
    "backtest --fail-on-added": "--fail-on-added and --fail-on-removed need --against",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_mistyped_command_is_answered_with_a_sentence(line: str) -> None:
    """No words of the libraries come through, whatever kind of mistake it is."""
    with pytest.raises(typer.TyperException) as caught:
        app(line.split(), prog_name="news-monitor", standalone_mode=False)
    said = sentence(caught.value)
    assert said.startswith(WRONG[line])
    assert not any(words in said for words in ("Invalid", "Input should", "Value error", "No such", "Missing"))
    assert not is_call_for_help(caught.value)


def test_a_family_without_a_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    """That is no mistake: nothing is said of one."""
    with pytest.raises(typer.TyperException) as caught:
        app(["feeds"], prog_name="news-monitor", standalone_mode=False)
    assert is_call_for_help(caught.value)
    assert "list" in capsys.readouterr().out
