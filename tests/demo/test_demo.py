"""The demonstration, small: the same code loads it, checks it, and shows the sample workbook's rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from apps.audit.services import verify
from apps.cases.enums import Status
from apps.cases.models import Case, UndeliveredText
from apps.demo.services.check import NAME, run_check
from apps.demo.services.loader import load_demo
from apps.demo.services.materials import Materials
from apps.demo.services.slip import demo_slip
from apps.demo.services.tokens import TOKENS, issue_demo_tokens
from apps.demo.services.workbook import NoTable, load_workbook, rows_of
from apps.demo.services.world import ENTERPRISES, LOGINS, SMALL, DemoWorld
from apps.lib import clock
from apps.lib.spreadsheets import new_workbook, read_rows
from apps.orgs.models import ApiToken, Membership
from apps.orgs.queries import actor_of
from apps.orgs.services import token_digest
from apps.pages.queries.consistency import hold_problems
from apps.reports.models import InitialFigures, ReportVersion
from apps.signals.models import SignalScan
from tests.factories.world import NOON, make_world

SAMPLE = Path(settings.BASE_DIR) / "data" / "登记汇总表-示例.xlsx"


def test_the_small_programme_loads_checks_and_writes_its_papers(db: None, tmp_path: Path) -> None:
    loaded = load_demo(SMALL)
    assert (loaded.sound_rows, loaded.refused_rows) == (40, 8)
    assert {each.fault for each in UndeliveredText.objects.still_open()} == {"number", "no_answer"}
    assert verify() == []
    assert list(hold_problems()) == []
    usernames = set(Membership.objects.values_list("user__username", flat=True))
    assert {login.username for login in LOGINS} <= usernames
    public = {token_digest(token.secret) for token in TOKENS}
    assert set(ApiToken.objects.values_list("digest", flat=True)) == public
    opened = demo_slip()
    assert opened is not None
    # Whoever tries the household's pages goes on with it at the desks whose accounts are printed.
    case = Case.objects.get(number=opened[0])
    assert case.status == Status.DESIGNING
    assert case.street_office.memberships.filter(user__username="jiedao").exists()
    assert case.enterprise is not None
    assert case.enterprise.name == ENTERPRISES[0]
    assert InitialFigures.objects.get().done == 3
    # So few homes give nothing to look at, but they were looked at.
    assert SignalScan.objects.filter(bureau__name__startswith="上城").exists()
    # One reopened week was accepted anew, one waits to be handed in.
    reopened = ReportVersion.objects.filter(status="reopened")
    assert set(reopened.values_list("report__snapshot__number", flat=True)) == {46, 47}
    report = run_check(tmp_path / "papers")
    assert report.problems == []
    assert {path.name for path in (tmp_path / "papers").iterdir()} == {
        "申请表.pdf",
        "验收表.pdf",
        "统计表.pdf",
        "统计表.xlsx",
    }
    assert NAME in "".join(
        page.extract_text() for page in PdfReader(tmp_path / "papers" / "申请表.pdf").pages
    )
    assert Case.objects.get(household__name=NAME).status == Status.PASSED


def test_two_sources_with_one_seed_make_the_same_household() -> None:
    with clock.at(NOON):
        first, second = (Materials(7).registration("330102001", clock.today()) for _ in range(2))
    assert first == second


def test_the_rows_of_the_sample_are_found_under_its_title() -> None:
    key = json.loads((SAMPLE.parent / "登记汇总表-示例.key.json").read_text("utf-8"))
    assert [str(number) for number, _ in rows_of(SAMPLE)] == list(key["rows"])


def test_a_workbook_without_the_columns_is_refused_with_words(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    with new_workbook(path) as book:
        book.add_worksheet("x").write_string(0, 0, "序号")
    with pytest.raises(NoTable, match="没有找到登记汇总表"):
        list(rows_of(path))


@pytest.mark.django_db
def test_a_formula_as_a_name_stays_a_name(tmp_path: Path) -> None:
    header = list(read_rows(SAMPLE)[0].rows[1])
    row = list(read_rows(SAMPLE)[0].rows[2])
    row[header.index("装修人姓名")] = "=1+1"
    path = tmp_path / "one.xlsx"
    with new_workbook(path) as book:
        sheet = book.add_worksheet("登记")
        for number, cells in enumerate((header, row)):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, str(cell))
    with clock.at(NOON.replace(month=10)):
        make_world()
        by = actor_of(Membership.objects.get(user__username="zhou"))
        outcomes = load_workbook(path=path, by=by)
    assert [outcome.errors for outcome in outcomes] == [()]
    assert Case.objects.get().household.name == "=1+1"


def test_a_production_site_gets_no_public_token(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PROFILE", "production")
    with clock.at(NOON):
        make_world()
        issue_demo_tokens(DemoWorld.__new__(DemoWorld))
    assert not ApiToken.objects.exists()


def test_every_login_of_the_demonstration_is_distinct() -> None:
    assert len({login.username for login in LOGINS}) == len(LOGINS)
