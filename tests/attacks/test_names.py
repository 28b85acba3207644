"""Paths in file names and URLs: no name leads anywhere, in or out."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.documents import services
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.rules.names import MAX_NAME, ascii_name, safe_name
from apps.documents.services import Owner, bytes_response
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from tests.factories import uploads

PERSON = Actor(7, "赵示例", "designer", 3, "示例装饰有限公司")
NAMES = (
    "../../../etc/passwd.pdf",
    "..\\..\\windows\\win.ini.pdf",
    "/etc/cron.d/x.pdf",
    "C:\\autoexec.pdf",
    "\\\\server\\share\\x.pdf",
    "....//....//x.pdf",
    "..%2f..%2fx.pdf",
    "..／..／x.pdf",
    "..∕..∕x.pdf",
    "..＼..＼x.pdf",
    "con.pdf",
    "LPT1.pdf",
    "nul",
    "~/.ssh/id.pdf",
    "-rf.pdf",
    "长" * 5000 + ".pdf",
    ".htaccess",
    "x.pdf\r\nSet-Cookie: a=1",
    "x.pdf:stream",
    "$(id).pdf",
    "`id`.pdf",
    "${jndi:ldap://x}.pdf",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.django_db
def test_no_name_reaches_the_disk(name: str, tmp_path: Path) -> None:
    with contextlib.suppress(Refused):  # a suffix that is none
        services.store_upload(
            by=PERSON,
            upload=uploads.upload(name, uploads.pdf()),
            owner=Owner("case", "1"),
            kind=FileKind.CONTRACT_SCAN,
            sensitive=True,
        )
    for stored in StoredFile.objects.all():
        assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f-]{36}\.sealed", stored.storage_name)
    root = Path(default_storage.path(""))
    assert [path for path in tmp_path.rglob("*") if path.is_file() and root not in path.parents] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_out_when_it_is_given_back(name: str) -> None:
    safe = safe_name(name)
    assert not set("/\\\r\n\0:") & set(safe)
    assert len(safe) <= MAX_NAME
    assert safe.split(".")[0].lower() not in {"con", "nul", "lpt1", "", ".."}


@given(st.text(alphabet=st.characters(min_codepoint=1), max_size=60))
def test_header_of_any_name_is_one_line_of_ascii(name: str) -> None:
    said = bytes_response(b"x", filename=name)["Content-Disposition"]
    assert re.fullmatch(
        r"attachment; filename=\"[^\"\\\x00-\x1f]+\"; filename\*=UTF-8''[\w.~%!-]+", said, re.A
    )


def test_two_papers_of_one_number_differ_for_clients_that_read_no_chinese() -> None:
    found = [ascii_name(f"上城其他-2026-0017-{paper}.pdf") for paper in ("登记回执", "核查审查表")]
    assert [re.fullmatch(r"2026-0017-[0-9a-f]{6}\.pdf", each) is not None for each in found] == [True, True]
    assert len(set(found)) == 2
    assert ascii_name("report 48.csv") == "report_48.csv"


ADDRESSES = (
    "/static/../caseflow/settings.py",
    "/static/..%2fcaseflow/settings.py",
    "/static/%2e%2e/%2e%2e/etc/passwd",
    "/static/....//....//etc/passwd",
    "/static/vendor/..%5c..%5cmanage.py",
    "/static//etc/passwd",
    "/static/vendor/%00/etc/passwd",
    "/files/../../etc/passwd",
    "/files/..%2f..%2fetc%2fpasswd/",
    "/files/00000000-0000-0000-0000-000000000000%00.pdf/",
    "/files/%2e%2e/",
    "/media/x",
    "/var/caseflow.sqlite3",
    "/cases/../../manage.py",
    "/cases/00000000-0000-0000-0000-000000000000/../../x/",
    "/.env",
    "/.git/config",
    "/reports/-1/",
    "/reports/99999999999999999999999/",
    "/reports/1%00/",
    "/cases/%F0%9F%92%A9/",
    "/cases/%ff/",
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.django_db
def test_no_address_leads_to_a_file(address: str, settings: Any) -> None:
    settings.STATIC_ROOT = settings.BASE_DIR / "static"
    settings.MIDDLEWARE = [
        settings.MIDDLEWARE[0],
        "whitenoise.middleware.WhiteNoiseMiddleware",
        *settings.MIDDLEWARE[1:],
    ]
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code in (301, 302, 400, 404)
    if answer.status_code < 400:
        assert answer["Location"].startswith("/")
        assert not answer["Location"].startswith("//")


def test_bait_static_files_are_served(settings: Any) -> None:
    settings.STATIC_ROOT = settings.BASE_DIR / "static"
    settings.MIDDLEWARE = ["whitenoise.middleware.WhiteNoiseMiddleware"]
    assert Client().get("/static/icons.txt").status_code == 200
