"""The house rules, as far as a machine can see them: where code may lie and what it may not say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import grimp
import pytest

from apps.cases import workflow

ROOT = Path(__file__).resolve().parent.parent
APPS = ROOT / "apps"

VOCABULARY = frozenset(
    {"apps", "enums", "rules", "models", "queries", "permissions", "services", "tasks"}
    | {"acts", "forms", "serializers", "views", "api", "admin", "urls", "tabs"}
)
OWN_WORDS = {
    "cases": frozenset({"workflow", "frame", "facts"}),
    "administration": frozenset({"sections"}),
    # A kernel has no pages and no acts: its modules carry the names its frame gives the parts.
    "acts": frozenset({"grounds"}),
    "api": frozenset({"authentication", "idempotency", "me", "pagination", "parsers", "problems"})
    | {"schema", "throttling"},
}
"""What one app alone may call a module."""
DJANGO_HOOKS = frozenset({"middleware", "context_processors", "checks"})
"""Modules that Django itself names in its settings or calls at start-up."""
FOLDERS = frozenset({"migrations", "management", "templatetags"})
LONGEST = 400
OWN_FOLDERS = ("apps", "caseflow", "templates", "static", "tests", "script", "docs", "bench", ".ci")
EVERYWHERE = {".py", ".html", ".css", ".js", ".md", ".toml", ".yml", ".json", ".txt", ".cfg", ""}
# Each pattern is spelt so that it does not match its own line.
UNFINISHED = re.compile(
    r"\b(?:TOD[O]|FIXM[E]|XX[X]|raise NotImplemente[d])|敬请期[待]|待实[现]|coming [s]oon"
)
NEIGHBOURS = re.compile(r"\.\./share[d]|(?<![\w.])/(?:work|root|home)/\w")
SKIPS = re.compile(r"pytest\.s[k]ip|mark\.s[k]ip|mark\.x[f]ail|unittest\.s[k]ip")
RAW_MARKUP = re.compile(r"\|\s*safe\b|\bautoescape\s+off\b|\|\s*safeseq\b")


def sources(*folders: str, suffixes: Iterable[str] = (".py",)) -> Iterator[Path]:
    """Yield the files of the named folders with these suffixes, without generated ones."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file() and "__pycache__" not in path.parts:
                yield path


def app_folders() -> list[Path]:
    """Return the folders of the Django apps; the library is none."""
    return [path.parent for path in sorted(APPS.glob("*/apps.py"))]


def shown(path: Path) -> str:
    """Return the path as messages show it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


# --- One vocabulary of files ---


def strangers(app: Path) -> list[str]:
    """Return what lies in an app and has no name of the vocabulary."""
    allowed = VOCABULARY | DJANGO_HOOKS | OWN_WORDS.get(app.name, frozenset())
    found = []
    for entry in app.iterdir():
        if entry.name in {"__init__.py", "__pycache__"} or entry.name in FOLDERS:
            continue
        known = entry.stem in allowed and (entry.suffix == ".py" or (entry / "__init__.py").is_file())
        if not known:
            found.append(shown(entry))
    return sorted(found)


def test_every_app_keeps_to_the_vocabulary_of_files() -> None:
    assert [name for app in app_folders() for name in strangers(app)] == []


def test_a_stranger_among_the_files_is_noticed(tmp_path: Path) -> None:
    app = tmp_path / "plans"
    (app / "views").mkdir(parents=True)
    for name in ("models.py", "utils.py", "workflow.py", "views/__init__.py"):
        (app / name).touch()

    assert strangers(app) == [str(app / "utils.py"), str(app / "workflow.py")]


def test_no_file_is_longer_than_a_reader_holds() -> None:
    files = [
        *sources(
            "apps", "caseflow", "templates", "static", "tests", suffixes={".py", ".html", ".css", ".js"}
        ),
        *(path for path in (ROOT / "script").iterdir() if path.is_file()),
    ]
    long = {
        shown(path): lines
        for path in files
        if "migrations" not in path.parts and (lines := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def nodes_of(path: Path, word: str = "") -> list[ast.AST]:
    """Return what a file is made of; nothing, unread, if the word it is looked through for is not there."""
    text = path.read_text("utf-8")
    return list(ast.walk(ast.parse(text))) if word in text else []


def name_of(function: ast.expr) -> str:
    """Return the last part of the name by which something is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


# --- Words that must not stand in the code ---


def mentions(pattern: re.Pattern[str], files: Iterable[Path]) -> list[str]:
    """Return ``file:line`` of every place where the pattern stands."""
    return [
        f"{shown(path)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def own_files() -> Iterator[Path]:
    """Yield every text file the project wrote itself."""
    yield from sources(*OWN_FOLDERS, suffixes=EVERYWHERE)
    yield from (path for path in sorted(ROOT.iterdir()) if path.is_file() and path.suffix in EVERYWHERE)


@pytest.mark.parametrize(
    ("pattern", "bait"),
    [
        (UNFINISHED, "# TO" + "DO: later"),
        (UNFINISHED, "敬请期" + "待"),
        (NEIGHBOURS, 'open("../sha' + 'red/data/x.csv")'),
        (NEIGHBOURS, 'open("/home' + '/somebody/x")'),
        (SKIPS, "@pytest.mark.sk" + "ip"),
    ],
)
def test_words_that_must_not_stand_anywhere(pattern: re.Pattern[str], bait: str, tmp_path: Path) -> None:
    trap = tmp_path / "trap.py"
    trap.write_text(f"harmless = 1\n{bait}\n", "utf-8")

    assert mentions(pattern, [trap]) == [f"{trap}:2"]
    assert mentions(pattern, own_files()) == []


def test_templates_never_print_raw_markup(tmp_path: Path) -> None:
    trap = tmp_path / "trap.html"
    trap.write_text("{{ name|safe }}\n{% autoescape off %}\n{{ unsafe }}\n", "utf-8")

    assert len(mentions(RAW_MARKUP, [trap])) == 2
    assert mentions(RAW_MARKUP, sources("templates", suffixes={".html"})) == []


# --- One clock ---

OTHER_CLOCKS = frozenset(
    {
        ("timezone", "now"),
        ("timezone", "localdate"),
        ("timezone", "localtime"),
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("datetime", "today"),
        ("date", "today"),
        ("time", "time"),
        ("functions", "Now"),
    }
)


def other_clocks(path: Path) -> list[str]:
    """Return where a file asks any clock but apps.lib.clock, or lets Django do so."""
    found = []
    for node in nodes_of(path):
        if isinstance(node, ast.Attribute):
            asked = (name_of(node.value), node.attr) in OTHER_CLOCKS
        else:
            asked = isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}
        if asked:
            found.append(f"{shown(path)}:{node.lineno}")
    return found


def test_only_the_clock_module_asks_for_the_time() -> None:
    files = [path for path in sources("apps") if path != APPS / "lib" / "clock.py"]
    assert [place for path in files for place in other_clocks(path)] == []


def test_another_clock_is_noticed(tmp_path: Path) -> None:
    trap = tmp_path / "trap.py"
    trap.write_text("a = timezone.now()\nb = datetime.date.today()\nc = F(auto_now=True)\nd = clock.now()\n")

    assert [place.rpartition(":")[2] for place in sorted(other_clocks(trap))] == ["1", "2", "3"]


# --- One writer of the status ---


def status_writers(path: Path) -> list[str]:
    """Return where a file sets a case's status: by assignment, by update() or by setattr()."""
    nodes = nodes_of(path, "status")
    knows_case_states = any(
        isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("apps.cases")
        and any(alias.name == "Status" for alias in node.names)
        for node in nodes
    )
    found = []
    for node in nodes:
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            hit = any(
                isinstance(target, ast.Attribute)
                and target.attr == "status"
                and (
                    ast.unparse(target.value).lower().endswith("case")
                    or (
                        knows_case_states and node.value and re.search(r"\bStatus\b", ast.unparse(node.value))
                    )
                )
                for target in targets
            )
        elif isinstance(node, ast.Call):
            name = name_of(node.func)
            hit = (
                name == "update"
                and any(keyword.arg == "status" for keyword in node.keywords)
                and re.search(r"\bCase\.objects\b|\bcases?\b", ast.unparse(node.func)) is not None
            ) or (name == "setattr" and "'status'" in [ast.unparse(argument) for argument in node.args])
        else:
            continue
        if hit:
            found.append(f"{shown(path)}:{node.lineno}")
    return found


def test_only_the_mover_sets_a_case_s_status() -> None:
    own = APPS / "cases" / "services"
    files = [path for path in sources("apps") if own not in path.parents and path != own.with_suffix(".py")]
    assert [place for path in files for place in status_writers(path)] == []


def test_cases_has_one_place_that_sets_the_status() -> None:
    places = [place for path in sources("apps/cases") for place in status_writers(path)]
    assert len(places) == 1, places


def test_another_writer_of_the_status_is_noticed(tmp_path: Path) -> None:
    trap = tmp_path / "trap.py"
    trap.write_text(
        "from apps.cases.enums import Status\n"
        "case.status = 'filed'\n"
        "plan.case.status = x\n"
        "row.status = Status.FILED\n"
        "Case.objects.filter(pk=1).update(status='filed')\n"
        "setattr(case, 'status', 'filed')\n"
        "plan.status = 'open'\n"
    )

    assert [place.rpartition(":")[2] for place in sorted(status_writers(trap))] == ["2", "3", "4", "5", "6"]


def moves_called(files: Iterable[Path]) -> dict[str, list[str]]:
    """Return, for every move, the functions that ask the mover for it by name."""
    found: dict[str, list[str]] = {}
    for path in files:
        for function in nodes_of(path, "move("):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and name_of(node.func) == "move":
                    name = next((word.value for word in node.keywords if word.arg == "name"), None)
                    asked = name.value if isinstance(name, ast.Constant) else "(not a plain name)"
                    found.setdefault(str(asked), []).append(f"{shown(path)}:{function.name}")
    return found


def test_every_move_is_called_by_exactly_one_service() -> None:
    calls = moves_called(sources("apps"))

    assert {name: places for name, places in calls.items() if len(places) != 1} == {}
    assert set(calls) | proved(sources("apps")) == {move.name for move in workflow.MOVES}


def proved(files: Iterable[Path]) -> set[str]:
    """Return the moves whose fact some app knows of: the mover makes them as soon as it is on record."""
    return {
        ast.literal_eval(node.args[0])
        for path in files
        for node in nodes_of(path, "register_prover")
        if isinstance(node, ast.Call) and name_of(node.func) == "register_prover"
    }


def test_every_move_that_follows_another_has_somebody_who_knows_its_fact() -> None:
    assert proved(sources("apps")) == {move.name for move in workflow.MOVES if move.follows}


def test_a_second_caller_of_a_move_is_noticed(tmp_path: Path) -> None:
    trap = tmp_path / "services.py"
    trap.write_text("def a():\n    move(case=c, name='file')\ndef b():\n    x.move(case=c, name='file')\n")

    assert moves_called([trap]) == {"file": [f"{trap}:a", f"{trap}:b"]}


# --- Who may read the workflow table ---

READERS = re.compile(
    r"apps\.cases\.(?:workflow|permissions|queries)(?:\.|$)|apps\.\w+\.services(?:\.|$)|apps\.\w+\.management\."
)


def test_only_services_and_the_case_s_own_queries_read_the_workflow() -> None:
    graph = grimp.build_graph("apps", cache_dir=None)
    rooms = {"apps.cases.workflow", *graph.find_descendants("apps.cases.workflow")}
    readers = {name for room in rooms for name in graph.find_modules_that_directly_import(room)} - rooms

    assert readers, "nobody reads the table: the module was renamed and this test looks at nothing"
    assert sorted(name for name in readers if not READERS.match(name)) == []


# --- No circle inside an app ---


def test_a_circle_among_the_modules_of_an_app_is_noticed(tmp_path: Path) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (rule,) = [each for each in settings["contracts"] if each["type"] == "acyclic_siblings"]
    config = "[tool.importlinter]\nroot_package = 'apps'\n[[tool.importlinter.contracts]]\n"
    config += "".join(f"{name} = {value!r}\n" for name, value in rule.items())
    (tmp_path / "trap.toml").write_text(config, "utf-8")
    services = tmp_path / "apps" / "plans" / "services"
    services.mkdir(parents=True)
    for folder in (services, *services.parents[:2]):
        (folder / "__init__.py").touch()
    (services / "drafts.py").write_text("from apps.plans.services.contracts import issue\n")
    (services / "contracts.py").write_text("issue = 1\n")
    command = [Path(sys.executable).with_name("lint-imports"), "--config", "trap.toml", "--no-cache"]

    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0
    (services / "contracts.py").write_text("def issue():\n    from apps.plans.services import drafts\n")
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (told.returncode, "apps.plans.services" in told.stdout) == (1, True)


# --- Commands ---


def test_every_management_command_says_what_it_does() -> None:
    silent = []
    for path in APPS.glob("*/management/commands/*.py"):
        if path.name.startswith("_"):
            continue
        names = {
            target.id
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        if "help" not in names:
            silent.append(shown(path))
    assert silent == []
