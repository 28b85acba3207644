"""docker-compose.yml, Dockerfile and .env.example: what can be held against rules without an engine."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.running.test_deployment_guide import GUIDE, READ_BY_COMMANDS, read_by_settings, told_by_guide

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
SITE = ("web", "worker", "beat", "migrate", "backup", "restore")
OWNERS = ("migrate", "restore")
"""Services that know the password of the database's owner."""
SECRET = re.compile(r"KEYS?$|PASSWORD|SECRET|TOKEN|AUTH$|^DATABASE_URL$|^REDIS_URL$")
INTERPOLATED = re.compile(r"\$\{([A-Z0-9_]+)(:\?|:-)?")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
NOT_SETTINGS = {"CASEFLOW_CLOCK", "DEBUG", "DATABASE_APPLICATION_ROLE"}
"""For demonstrations, for development, and for the owner alone: not in the file every process reads."""
SETTINGS = (ROOT / "deploy" / "caseflow.env.example").read_text("utf-8")


def secrets(*options: str) -> dict[str, str]:
    command = [ROOT / "script" / "secrets", *options]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(line.split("=", 1) for line in said.splitlines())


def named(text: str) -> set[str]:
    """Return the variables a file of settings names, commented out or not."""
    return set(re.findall(r"^(?:# )?([A-Z0-9_]+)=", text, re.MULTILINE))


def fixed() -> set[str]:
    """Return what the compose file sets for every process of the site, over caseflow.env."""
    return set(COMPOSE["x-site"]["environment"])


def test_every_part_is_there() -> None:
    assert {"proxy", "web", "worker", "beat", "migrate", "db", "queue", "store"} <= set(SERVICES)


def test_only_the_proxy_has_ports_to_the_world() -> None:
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["proxy"]
    assert [name for name, each in SERVICES.items() if "outside" in each["networks"]] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_who_must_reach_the_world_has_a_way_out_and_database_and_queue_have_none() -> None:
    # Sign-in gate, message gateway, and a bucket that is not ours.
    assert not COMPOSE["networks"]["egress"]
    ways_out = [name for name, each in SERVICES.items() if "egress" in each["networks"]]
    assert ways_out == ["web", "worker", "backup", "restore"]
    assert [SERVICES[name]["networks"] for name in ("db", "queue")] == [["inside"], ["inside"]]


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
    assert {name for name, _how in INTERPOLATED.findall(text.replace("$${", ""))} == named(EXAMPLE)
    for example in (EXAMPLE, SETTINGS):
        held = [line.split("=") for line in example.splitlines() if not line.startswith("#") and line]
        assert [name for name, _value in held if SECRET.search(name)] == []
    assert set(secrets("--services")) <= named(EXAMPLE)
    assert set(secrets()) <= named(SETTINGS)


def test_every_setting_reaches_every_process_of_the_site() -> None:
    assert told_by_guide(GUIDE) - named(SETTINGS) == NOT_SETTINGS
    for name in SITE:
        assert SERVICES[name]["env_file"] == ["caseflow.env"], name
        assert fixed() <= set(SERVICES[name]["environment"]), name
    # An empty value set here would hide what caseflow.env says.
    assert [name for name, value in COMPOSE["x-site"]["environment"].items() if value in ("", None)] == []
    said = re.search(r"not read from here: (.+?)\.\n", SETTINGS.replace("\n# ", " "))
    assert said is not None
    listed = set(re.findall(r"[A-Z][A-Z0-9_]{3,}[A-Z0-9]", said[1])) | {
        name for name in fixed() if name.startswith("S3_")
    }
    assert listed | {"HOME"} == fixed()


def test_only_who_migrates_or_restores_knows_the_owner_of_the_database() -> None:
    for name, service in SERVICES.items():
        text = str(service)
        assert ("DATABASE_OWNER_PASSWORD" in text) is (name in (*OWNERS, "db")), name
        assert ("POSTGRES_PASSWORD" in text) is (name == "db"), name
        if name in SITE:
            address = service["environment"]["DATABASE_URL"]
            assert address.startswith(
                "postgres://caseflow_owner:" if name in OWNERS else "postgres://caseflow:"
            ), name
    for name in OWNERS:
        assert SERVICES[name]["environment"]["DATABASE_APPLICATION_ROLE"] == "caseflow"


def test_nothing_is_copied_into_a_read_only_root() -> None:
    # compose copies inline configs and secrets into the container; only mounted files work
    assert "configs" not in COMPOSE
    assert "secrets" not in COMPOSE
    for name, service in SERVICES.items():
        assert not {"configs", "secrets"} & set(service), name
        for mounted in service.get("volumes", []):
            source = mounted.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).is_file(), mounted
                assert mounted.endswith(":ro"), mounted


def test_the_image_comes_without_the_demonstration_and_production_does_not_install_it() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {"apps/demo", "tests", "caseflow.env"} <= set(ignored)
    values = {**secrets(), "DATABASE_URL": "sqlite://:memory:", "CASEFLOW_PROFILE": "production"}
    values["CASEFLOW_KEYS"] = values["CASEFLOW_KEYS"].strip("'")
    asked = "import django; django.setup(); from django.core import management as m; print(m.get_commands())"
    said = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env={**os.environ, **values, "DJANGO_SETTINGS_MODULE": "caseflow.settings"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "setup_site" in said
    assert "load_demo" not in said


def test_script_secrets_prints_strong_and_different_ones() -> None:
    first, second = secrets(), secrets()

    assert not set(first.values()) & set(second.values())
    assert all(len(value) >= 26 for value in {**first, **secrets("--services")}.values())
    assert len(json.loads(first["CASEFLOW_KEYS"].strip("'"))["1"]) == 44


def test_services_heal_and_are_confined() -> None:
    for name, service in SERVICES.items():
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["restart"] in {"unless-stopped", "on-failure:3", "no"}, name
        assert "healthcheck" in service, name
        if name != "db":
            assert service["read_only"] is True, name


def test_the_site_reads_every_variable_it_is_given() -> None:
    assert named(SETTINGS) - read_by_settings() == READ_BY_COMMANDS
    assert fixed() - read_by_settings() == {"HOME"}


@pytest.mark.parametrize("name", [".gitignore", ".dockerignore"])
def test_the_environment_file_enters_neither_repository_nor_image(name: str) -> None:
    assert {".env", "caseflow.env"} <= set((ROOT / name).read_text("utf-8").splitlines())


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
