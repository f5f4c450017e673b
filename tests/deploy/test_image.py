"""The container image and compose files, read as text, and the wheel that the image installs."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from monitor.app import STOPPED_BY
from monitor.cli.common import Exit

ROOT = Path(__file__).parents[2]
USER = "65532:65532"


@pytest.fixture(scope="module")
def stages() -> list[list[tuple[str, str]]]:
    """The instructions of the Dockerfile with their arguments, by stage; continued lines joined."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    found: list[list[tuple[str, str]]] = []
    for line in filter(None, re.sub(r"\\\n\s*", "", text).splitlines()):
        name, _, arguments = line.partition(" ")
        if name == "FROM":
            found.append([])
        found[-1].append((name, arguments.strip()))
    return found


def last(stage: list[tuple[str, str]], name: str) -> str:
    """The argument of the last instruction ``name``, which is the one that counts."""
    return [arguments for instruction, arguments in stage if instruction == name][-1]


def build(root: Path, target: Path) -> list[str]:
    """Build the wheel of the project at ``root``; gives the names in it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run(command, cwd=root, check=True, capture_output=True, timeout=60)
    with zipfile.ZipFile(next(target.glob("*.whl"))) as wheel:
        return wheel.namelist()


def test_the_last_stage_carries_no_tools_and_no_root(stages: list[list[tuple[str, str]]]) -> None:
    """The image is built in one stage and run from another, as a user given by number."""
    assert len(stages) == 2
    assert last(stages[1], "USER") == USER
    assert not any("pip" in arguments for name, arguments in stages[1] if name == "RUN")


def test_versions_are_those_that_were_tested(stages: list[list[tuple[str, str]]]) -> None:
    """Every installation in the image goes by constraints.txt, and PostgreSQL can be used."""
    installs = [arguments for name, arguments in stages[0] if name == "RUN" and "pip install" in arguments]
    assert installs
    assert all("-c constraints.txt" in install for install in installs)
    assert ".[postgres]" in installs[0]


def test_the_root_may_be_read_only(stages: list[list[tuple[str, str]]]) -> None:
    """Home, caches and database are in the volume; Python writes no bytecode."""
    environment = last(stages[1], "ENV")
    for setting in ("HOME=/data", "XDG_CACHE_HOME=/data/cache", "TMPDIR=/tmp", "PYTHONDONTWRITEBYTECODE=1"):
        assert setting in environment
    assert last(stages[1], "VOLUME") == "/data"
    assert "-o 65532 -g 65532 /data" in last(stages[1], "RUN")


def test_it_runs_the_service_and_asks_it_for_its_health(stages: list[list[tuple[str, str]]]) -> None:
    """Arguments replace the command and not the program; health is the service's own word; SIGTERM drains."""
    assert json.loads(last(stages[1], "ENTRYPOINT")) == ["news-monitor"]
    assert json.loads(last(stages[1], "CMD")) == ["run", "--config", "/config/monitor.yaml"]
    _, _, check = last(stages[1], "HEALTHCHECK").partition("CMD ")
    assert json.loads(check) == ["news-monitor", "health", "--config", "/config/monitor.yaml"]
    assert last(stages[1], "STOPSIGNAL") == "SIGTERM"


def test_the_builder_gets_what_it_copies_and_no_more(stages: list[list[tuple[str, str]]]) -> None:
    """Databases, secrets and history stay out of the image; what the Dockerfile copies is let in."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    let_in = {line[1:] for line in lines if line.startswith("!")}
    copied = {path for name, arguments in stages[0] if name == "COPY" for path in arguments.split()[:-1]}
    assert let_in == copied
    assert all((ROOT / path).exists() for path in let_in)


@pytest.fixture
def services() -> dict[str, Any]:
    """What the two compose files say, as the second is laid over the first."""
    yaml = YAML(typ="safe")
    single, postgres = (yaml.load(ROOT / "deploy" / name) for name in ("compose.yaml", "compose.postgres.yaml"))
    return {"single": single, "postgres": postgres}


def test_the_container_may_do_little(services: dict[str, Any]) -> None:
    """Read-only root with a bounded /tmp, no capabilities, no new privileges, and time to drain."""
    monitor = services["single"]["services"]["monitor"]
    assert monitor["read_only"] is True
    assert monitor["cap_drop"] == ["ALL"]
    assert monitor["security_opt"] == ["no-new-privileges:true"]
    assert monitor["tmpfs"][0].startswith("/tmp:size=")
    assert "./config:/config:ro" in monitor["volumes"]
    assert "data:/data" in monitor["volumes"]
    assert int(monitor["stop_grace_period"].removesuffix("s")) > STOPPED_BY.total_seconds()


def test_any_number_of_crashes_is_survived(services: dict[str, Any]) -> None:
    """A crash starts the service again, without limit; so does a wrong configuration, which the operator is told."""
    assert services["single"]["services"]["monitor"]["restart"] == "on-failure"
    page = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    assert f"`Restarting ({int(Exit.CONFIG)})`" in page


def test_every_secret_is_a_file(services: dict[str, Any]) -> None:
    """Whatever a service names among its secrets is declared and comes from a file; none is in the environment."""
    declared = {**services["single"]["secrets"], **services["postgres"]["secrets"]}
    for variant in services.values():
        for service in variant["services"].values():
            assert set(service["secrets"]) <= set(declared)
            assert not any(re.search(r"PASSWORD$", name) for name in service.get("environment", {}))
    assert all(set(secret) == {"file"} for secret in declared.values())


def test_postgresql_is_ready_before_the_service_starts(services: dict[str, Any]) -> None:
    """The second file adds the database, waits for its health, and takes nothing away from the first."""
    monitor = services["postgres"]["services"]["monitor"]
    assert monitor["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert set(services["single"]["services"]["monitor"]["secrets"]) < set(monitor["secrets"])
    assert "healthcheck" in services["postgres"]["services"]["db"]


def test_the_wheel_carries_what_the_program_reads(tmp_path: Path) -> None:
    """Someone who installs the package has the default configuration, templates, migrations and the demo."""
    names = build(ROOT, tmp_path)
    for part in (
        r"monitor/py\.typed",
        r"monitor/defaults/monitor\.yaml",
        r"monitor/defaults/rules/.+\.yaml",
        r"monitor/alerts/templates/.+\.html\.j2",
        r"monitor/alerts/templates/.+\.css",
        r"monitor/web/templates/.+\.html\.j2",
        r"monitor/store/migrations/versions/.+\.py",
        r"monitor/demo/templates/.+\.html",
        r"monitor/demo/configuration/monitor\.yaml\.jinja",
        r"news_monitor-[^/]+\.dist-info/licenses/LICENSE",
    ):
        assert any(re.fullmatch(part, name) for name in names), part
    assert not any(name.startswith(("tests/", "benchmarks/")) or name.endswith(".pyc") for name in names)


def test_dependencies_can_be_installed_before_the_code(tmp_path: Path) -> None:
    """The stand-in package of the Dockerfile's first layer is a package: it builds from what is copied before it."""
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "config", tmp_path / "config")
    (tmp_path / "monitor").mkdir()
    (tmp_path / "monitor" / "__init__.py").write_text('__version__ = "0"\n')
    assert "monitor/__init__.py" in build(tmp_path, tmp_path / "dist")
