"""Every operation of the document against a live server: what it allows, and much that it does not.

Schemathesis runs as its own command, as others will run it, with the token of an organisation that
really does what the operation is for, and with the ids of real cases.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse

from apps.api.views import ApiView
from apps.lib import clock
from apps.orgs.enums import Role
from apps.orgs.queries import token_with
from apps.orgs.services import token_digest
from caseflow.api import document
from tests.api.possible import Caller, places_of
from tests.api.staged import TRIED_AT, make_cases, make_directory, make_renovations, make_tickets, make_weeks
from tests.factories.callers import token_for
from tests.factories.world import NOON, make_world

HOOKS = Path(__file__).with_name("schemathesis_hooks.py")
SUCCESS = frozenset({200, 201})
SEED = 20260901
FUZZED = 6
"""Examples of each kind, allowed and not, that every operation gets."""

ENTERPRISE = (
    *("plan/draft", "plan/evaluate", "plan/submit", "plan/start-version", "plan/change", "contract"),
    *("works/start", "works/progress", "works/concealed", "works/finish", "works/stop", "works/resume"),
    *("contract/supplement", "plan/change/withdraw", "defects/{defect_id}/rectify", "acceptance/rectified"),
    *("acceptance/rectifications/{item_id}", "plan/from-package", "appointments/offer", "warranty"),
    *("products", "products/fault"),
    *(f"defects/{{defect_id}}/{did}" for did in ("schedule", "dispute")),
    *(f"appointments/{{number}}/{did}" for did in ("move", "cancel", "close")),
)
DISTRICT = (
    *("file", "return", "decline", "terminate", "convert", "close-unconfirmed", "reveal", "events"),
    *("acceptance", "acceptance/open", "acceptance/items", "acceptance/verdict", "acceptance/conclude"),
    *("acceptance/verdict/withdraw", "acceptance/opinion", "mediation", "mediation/record"),
    *("visits/spot-check", "defects/{defect_id}/verify", "plan/overrun-note", "holds/{hold}/release"),
    *("judge", "contract/correct", "works/correct-days", "street"),
    *("showcase", "showcase/unmark"),
    *("revocation", "revocation/tell", "revocation/statements", "revocation/decide"),
    *("revocation/agree", "revocation/serve"),
    *("compilation", "return-compilation", "file-archive", "repack", "archive-supplement"),
)
CITY = (
    "roll-up",
    "punctuality",
    "overview",
    "year-closes",
    "year-closes/{id}/accept",
    "year-closes/{id}/return",
    "weeks/{id}/urge",
    "weeks/{id}/release",
    "weeks",
    "weeks/{id}/accept",
    "weeks/{id}/return",
    "weeks/{id}/reopen",
    "weeks/{id}/decline-reopening",
)
OF: dict[str, frozenset[str]] = {
    "chen": frozenset(f"/api/v1/cases/{{id}}/{rest}" for rest in ENTERPRISE)
    | {
        f"/api/v1/enterprises/{{id}}/{rest}"
        for rest in ("apply", "contact", "add-contact", "end-contact", "propose-package")
    }
    | {f"/api/v1/packages/{{id}}/{rest}" for rest in ("revise", "withdraw")},
    "shi": frozenset(f"/api/v1/reports/{rest}" for rest in CITY)
    | {f"/api/v1/bodies/{{id}}/years/{{year}}/form-columns{rest}" for rest in ("", "/set")},
    "wang": frozenset(
        [
            *(f"/api/v1/cases/{{id}}/{rest}" for rest in DISTRICT),
            *(path for path in document()["paths"] if path.startswith("/api/v1/reports/weeks/")),
            *(path for path in document()["paths"] if path.startswith("/api/v1/reports/year-closes/")),
            *(path for path in document()["paths"] if path.startswith("/api/v1/directory/")),
            "/api/v1/enterprises/{id}/rename",
            "/api/v1/ratings",
            *(f"/api/v1/packages/{{id}}/{rest}" for rest in ("publish", "return")),
            *(path for path in document()["paths"] if path.startswith("/api/v1/tickets/")),
            *(
                f"/api/v1/renovations/{{id}}/{did}"
                for did in ("review", "return", "decline", "result", "patrols/settle")
            ),
        ]
    ),
}
ROLES = {
    "chen": (Role.DESIGNER, Role.SITE_MANAGER),
    "shi": (Role.CITY_OFFICER,),
    "wang": (
        Role.DISTRICT_CLERK,
        Role.DISTRICT_REVIEWER,
        Role.DISTRICT_INSPECTOR,
        Role.DISTRICT_LEADER,
    ),
    "zhou": (Role.STREET_CLERK,),
}


def operations_of(person: str) -> list[str]:
    """Return the paths a persona's organisation calls; the street's counter calls whatever is left."""
    every = sorted(document()["paths"])
    if person in OF:
        return [path for path in every if path in OF[person] - (OF["shi"] if person == "wang" else set())]
    return [path for path in every if not any(path in paths for paths in OF.values())]


def test_every_operation_has_its_caller() -> None:
    shared = [path for person in ROLES for path in operations_of(person)]

    assert sorted(shared) == sorted(document()["paths"])
    assert {path for paths in OF.values() for path in paths} <= set(shared)


def _configured(person: str, folder: Path) -> Path:
    roles = json.dumps([str(role) for role in ROLES[person]])
    file = folder / f"{person}.toml"
    file.write_text(
        f"""
hooks = {json.dumps(str(HOOKS))}
continue-on-failure = true
seed = {SEED}
[generation]
database = "none"
deterministic = true
max-examples = {FUZZED}
[dictionaries.posts]
values = {roles}
[parameters]
"header.Caseflow-Post" = {{ dictionary = "posts", probability = 0.9 }}
[checks.positive_data_acceptance]
# what the document allows may still be refused by a rule of the programme, in words
expected-statuses = [200, 201, 400, 403, 404, 409, 422]
""",
        "utf-8",
    )
    return file


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nothing_sent_breaks_the_document(
    live_server: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_CALLS_PER_MINUTE = 0
    monkeypatch.setattr(clock, "_offset", clock._offset)
    monkeypatch.setattr(ApiView, "dispatch", put_back(ApiView.dispatch))
    with clock.at(NOON):
        world = make_world()
    make_cases(world)
    make_weeks(world)
    make_directory(world)
    make_tickets(world)
    make_renovations(world)
    clock.start_at(TRIED_AT)
    schema = tmp_path / "openapi.json"
    schema.write_text(json.dumps(document(), ensure_ascii=False), "utf-8")
    answers: dict[str, Counter[int]] = {}

    for person, roles in ROLES.items():
        secret = token_for(world.people[person], *roles)
        known = _known(person, secret, tmp_path)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--no-color"),
                *("--config-file", str(_configured(person, tmp_path))),
                *("run", str(schema), "--url", live_server.url, "-H", f"Authorization: Bearer {secret}"),
                *("--phases", "examples,fuzzing", "--checks", "all", "--warnings", "off"),
                *(word for path in operations_of(person) for word in ("--include-path", path)),
            ],
            env={**os.environ, "CASEFLOW_WORLD": str(known)},
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
        )

        assert done.returncode == 0, f"{person}\n{done.stdout[-20_000:]}{done.stderr[-2_000:]}"
        assert f"Tested: {len(_count(person))}" in done.stdout
        answers |= _answers(known)
    assert not _unmet(answers), _table(answers)


def put_back(dispatch: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Undo what a request wrote once its answer is known: the next one meets the same world."""

    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            response = dispatch(*args, **kwargs)
            if response.status_code < 300:
                connection.check_constraints()  # deferred ones are otherwise checked by the commit
            transaction.set_rollback(True)
        return response

    return answer


def _known(person: str, secret: str, folder: Path) -> Path:
    token = token_with(token_digest(secret), clock.today())
    assert token is not None
    caller = Caller(token)
    known = {
        "posts": [str(role) for role in ROLES[person]],
        "may": {path: caller.calls(path) for path in operations_of(person)},
        "places": {path: places_of(path) for path in operations_of(person)},
        "answers": str(folder / f"{person}-answers.json"),
    }
    file = folder / f"{person}.json"
    file.write_text(json.dumps(known, default=str), "utf-8")
    return file


def _answers(known: Path) -> dict[str, Counter[int]]:
    written = Path(json.loads(known.read_text("utf-8"))["answers"]).read_text("utf-8")
    return {
        operation: Counter({int(status): number for status, number in found.items()})
        for operation, found in json.loads(written).items()
    }


def _unmet(answers: Mapping[str, Counter[int]]) -> list[str]:
    """Return the operations that never did what they are for."""
    every = {operation for person in ROLES for operation in _count(person)}
    return sorted(each for each in every if not SUCCESS & answers.get(each, Counter()).keys())


def _table(answers: Mapping[str, Counter[int]]) -> str:
    rows = [
        f"{operation}: " + ", ".join(f"{number} x {status}" for status, number in sorted(found.items()))
        for operation, found in sorted(answers.items())
    ]
    return "\n".join(["never succeeded:", *_unmet(answers), "", "answers:", *rows])


def _count(person: str) -> list[str]:
    paths = document()["paths"]
    return [f"{method.upper()} {path}" for path in operations_of(person) for method in paths[path]]
