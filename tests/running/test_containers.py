"""docker-compose.yml, Dockerfile and .env.example: what can be held against rules without an engine."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
SITE = ("web", "worker", "beat", "migrate", "backup")
SECRET = re.compile(r"KEYS?$|PASSWORD|SECRET|TOKEN|AUTH$|^DATABASE_URL$|^REDIS_URL$")
INTERPOLATED = re.compile(r"\$\{([A-Z0-9_]+)(:\?|:-)?")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")


def secrets() -> dict[str, str]:
    said = subprocess.run([ROOT / "script" / "secrets"], capture_output=True, text=True, check=True).stdout
    return dict(line.split("=", 1) for line in said.splitlines())


def test_every_part_is_there() -> None:
    assert {"proxy", "web", "worker", "beat", "migrate", "db", "queue", "store"} <= set(SERVICES)


def test_only_the_proxy_has_ports_to_the_world() -> None:
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["proxy"]
    assert [name for name, each in SERVICES.items() if "outside" in each["networks"]] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_images_are_pinned() -> None:
    images = {service["image"] for service in SERVICES.values()}
    assert [image for image in images if not re.search(r":v?\d+\.\d+", image)] == []
    version = re.search(r'__version__ = "(.+)"', (ROOT / "caseflow" / "__init__.py").read_text("utf-8"))
    assert version is not None
    assert {SERVICES[name]["image"] for name in SITE} == {f"caseflow:{version[1]}"}
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'version = "{version[1]}"' in project


def test_secrets_come_from_the_environment_and_must_be_set() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if SECRET.search(variable) and variable != "CASEFLOW_WRITING_KEY":
                assert re.search(r"\$\{[A-Z0-9_]+:\?", str(value)), f"{name}: {variable}"


def test_the_example_names_every_variable_and_holds_no_secret() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    required = {name for name, how in INTERPOLATED.findall(text) if how == ":?"}
    named = set(re.findall(r"^(?:# )?([A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))
    assert required <= named
    assert [
        line for line in EXAMPLE.splitlines() if SECRET.search(line.split("=")[0]) and line[0] != "#"
    ] == []
    assert set(secrets()) <= named


def test_script_secrets_prints_strong_and_different_ones() -> None:
    first, second = secrets(), secrets()

    assert not set(first.values()) & set(second.values())
    assert all(len(value) >= 26 for value in first.values())
    assert len(json.loads(first["CASEFLOW_KEYS"].strip("'"))["1"]) == 44


def test_services_heal_and_are_confined() -> None:
    for name, service in SERVICES.items():
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["restart"] in {"unless-stopped", "on-failure:3", "no"}, name
        assert "healthcheck" in service, name
        if name != "db":
            assert service["read_only"] is True, name


def test_the_site_reads_every_variable_it_is_given() -> None:
    source = (ROOT / "caseflow" / "settings.py").read_text("utf-8")
    read = {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).startswith("env.")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    given = {name for service in SITE for name in SERVICES[service]["environment"]}
    assert given - read == {"HOME", "WEB_CONCURRENCY"}  # the shell's and gunicorn's


@pytest.mark.parametrize("name", [".gitignore", ".dockerignore"])
def test_the_environment_file_enters_neither_repository_nor_image(name: str) -> None:
    assert ".env" in (ROOT / name).read_text("utf-8").splitlines()


def test_the_image_runs_as_nobody_special_without_development_packages() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    assert "USER 10001" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    assert any("-r requirements.txt" in line for line in lines)
    assert not any("requirements-dev" in line for line in lines)


def test_the_image_s_pg_dump_is_as_new_as_the_database() -> None:
    client = re.search(r"postgresql-client-(\d+)", (ROOT / "Dockerfile").read_text("utf-8"))
    server = re.search(r":(\d+)", SERVICES["db"]["image"])
    assert client is not None
    assert server is not None
    assert int(client[1]) >= int(server[1])
