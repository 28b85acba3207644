"""What must not be seen: 身份证号 and 困难家庭 by contractors, personal values in records, logs or tables.

The household of these tests is a 困难家庭 whose 身份证号 was wrong twice, came through an agent, was
returned once and has passed acceptance: everything that could tell is in its case.
"""

from __future__ import annotations

import html
import logging
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.audit.models import AccessLog, Event
from apps.cases.enums import DefectKind, Hardship
from apps.cases.models import Case
from apps.cases.services import (
    Answer,
    ReturnItem,
    choose_enterprise,
    file_case,
    judge_answers,
    resubmit_case,
    return_case,
    set_patrol,
)
from apps.documents.models import StoredFile
from apps.documents.services import typesetting
from apps.lib import clock
from tests.access.lasting import lasting, stored_in
from tests.access.papers import Typeset, words_of
from tests.access.unchanging import kept_people
from tests.factories.people import id_number, phone
from tests.factories.returns import FINE
from tests.factories.stages import carry_on, correct
from tests.factories.typed import registration_form
from tests.factories.uploads import pdf, upload
from tests.factories.world import NOON, World, later, make_case, make_world, user_of

pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

NAME = "苏隐私"
AGENT = "代隐私"
NUMBERS = (id_number("19650131"), id_number("19650201"), id_number("19650301"))
"""As first typed, as resubmitted, as corrected."""
BIRTHS = ("19650131", "19650201", "19650301")
PHONES = (phone(901), phone(902), phone(903))
"""As registered, as corrected, the agent's."""
STATUS = "困难家庭"
LOOKED_AT = later(30)
CONTRACTORS = ("chen", "jiang", "wu")
"""The enterprise's designer and site manager, and the property company's patrol."""


@dataclass
class Household:
    """The case, the world it lies in, and what people saw of it."""

    world: World
    case: Case
    folder: Path
    """Where its files lie."""
    log: list[str] = field(default_factory=list)
    """Everything that was logged while people looked."""
    crawls: dict[str, Crawl] = field(default_factory=dict)

    def seen_by(self, persona: str) -> Crawl:
        """Return what a persona can reach; everybody looks only once."""
        if persona not in self.crawls:
            self.crawls[persona] = crawl(self, persona)
        return self.crawls[persona]


class Listener(logging.Handler):
    """Keeps the messages of every logger."""

    def __init__(self, kept: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(record.getMessage())


@pytest.fixture(scope="module")
def household(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Household]:
    """Return the household of this module's docstring; built and looked at once."""
    folder = tmp_path_factory.mktemp("files")
    with lasting(django_db_blocker, folder), kept_people() as patch:
        patch.setattr(typesetting, "HTML", Typeset)
        with clock.at(NOON):
            world = make_world()
        # two more of the kind, at states in which contractors have forms to fill in
        drive_household(world, "failing_plan")
        drive_household(world, "building")
        found = Household(world, drive_household(world, "passed"), folder)
        listener = Listener(found.log)
        logging.getLogger().addHandler(listener)
        yield found
        logging.getLogger().removeHandler(listener)


@pytest.fixture
def _django_db_helper(household: Household, _media: None) -> Iterator[None]:
    """Keep the household, which outlives the test; takes the place of pytest-django's fixture."""
    with stored_in(household.folder):
        yield


def drive_household(world: World, upto: str) -> Case:
    """Let everything that could tell happen to one household, and take it to a state."""
    with clock.at(NOON):
        case = make_case(
            world,
            "received",
            name=NAME,
            owner_name=NAME,
            id_number=NUMBERS[0],
            phone=PHONES[0],
            hardship=Hardship.HARDSHIP,
            linked_programmes=("hazard",),
            applicant="agent",
            agent_name=AGENT,
            agent_phone=PHONES[2],
            authority=upload("委托书.pdf", pdf()),
            note=f"{STATUS}，由社区代办",
        )
        set_patrol(case_id=case.pk, by=world.zhou, organisation_id=world.property.pk)
        items = [
            ReturnItem("id_number", DefectKind.WRONG, "与身份证复印件不一致"),
            ReturnItem("hardship", DefectKind.MISSING, f"{STATUS}证明没有盖章"),
        ]
        return_case(case_id=case.pk, by=world.wang, items=items)
        said = {"answers": {"hardship": Answer(f"已补{STATUS}证明")}, "note": f"{STATUS}证明在社区"}
        resubmit_case(case_id=case.pk, by=world.zhou, changes={"id_number": NUMBERS[1]}, **said)
        judge_answers(case_id=case.pk, by=world.wang, judged=dict.fromkeys(("id_number", "hardship"), FINE))
        file_case(case_id=case.pk, by=world.wang)
        choose_enterprise(case_id=case.pk, by=world.zhou, enterprise=world.shili)
    carry_on(world, case, upto)
    with clock.at(later(20)):
        correct(world, case, new_id=NUMBERS[2], new_phone=PHONES[1])
    case.refresh_from_db()
    return case


@dataclass
class Crawl:
    """Every URL one person reached by following links, and what was in it."""

    texts: dict[str, str] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)

    def places(self, pattern: str) -> list[str]:
        """Return the URLs where a pattern stands, with what is around it."""
        found = []
        for url, text in self.texts.items():
            match = re.search(pattern, text)
            if match:
                found.append(f"{url}: …{text[max(0, match.start() - 30) : match.end() + 20]}…")
        return found


READS_PAPERS = {*CONTRACTORS, "wang", "shi"}
"""Who also opens every PDF: one of each field policy; typesetting them for all would take minutes."""
PAPER = re.compile(r"\.pdf|/paper/|/receipt/|/report/$")
LINK = re.compile(r'(?:href|src|action|hx-get|hx-post)="(/[^"]*)"')


def crawl(household: Household, persona: str) -> Crawl:
    """Sign in and follow every link from the workbench and the case, opening papers and files too."""
    case = household.case
    client = Client()
    client.force_login(user_of(household.world.people[persona]))
    seen = Crawl()
    starts = [reverse("pages:workbench"), reverse("cases:case", kwargs={"pk": case.pk}), *papers_of(case)]
    waiting, known = deque(starts), set(starts)
    with clock.at(LOOKED_AT):
        while waiting:
            url = waiting.popleft()
            if persona not in READS_PAPERS and PAPER.search(url):
                continue
            answer = client.get(url)
            seen.texts[url], seen.raw[url] = text_of(answer), answer.getvalue()
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            for link in LINK.findall(answer.getvalue().decode()):
                target = urldefrag(html.unescape(link)).url
                if target not in known and worth_a_look(target):
                    known.add(target)
                    waiting.append(target)
    return seen


def worth_a_look(url: str) -> bool:
    """Leave out what is no page, and all the ways to filter one and the same list."""
    parts = urlsplit(url)
    if parts.path.startswith(("/static/", "/logout", "/gallery")):
        return False
    return not (parts.query and parts.path == reverse("pages:case-list"))


def papers_of(case: Case) -> list[str]:
    """Return URLs a contractor might try although no page links to them."""
    files = [
        reverse("documents:file", kwargs={"pk": file.pk})
        for file in StoredFile.objects.owned_by("case", case.pk)
    ]
    at_case = {"pk": case.pk}
    return [
        *files,
        reverse("plans:application-form", kwargs=at_case),
        reverse("cases:receipt", kwargs=at_case),
        reverse("cases:return-notice", kwargs={**at_case, "number": 1}),
        reverse("cases:reveal", kwargs={**at_case, "field": "id_number"}),
        reverse("cases:reveal", kwargs={**at_case, "field": "hardship"}),
    ]


def text_of(answer: HttpResponse) -> str:
    """Return everything a person can read out of an answer: headers, page, the words of a PDF."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    content = answer.getvalue()
    if content.startswith(b"%PDF"):
        return f"{headers}\n{words_of(content)}"
    return f"{headers}\n{html.unescape(content.decode('utf-8', 'replace'))}"


def full_numbers() -> str:
    """Return a pattern for any of the household's 身份证号, in one piece or in groups."""
    return "|".join(f"{number[:6]}\\s?{number[6:14]}\\s?{number[14:]}" for number in NUMBERS)


@pytest.mark.parametrize("persona", CONTRACTORS)
def test_a_contractor_meets_neither_id_number_nor_hardship(household: Household, persona: str) -> None:
    seen = household.seen_by(persona)

    at_case = {"pk": household.case.pk}
    for name in ("cases:case", "plans:plan", "inspections:works", "inspections:acceptance"):
        assert reverse(name, kwargs=at_case) in seen.texts
    for name in ("archives:archive", "cases:record"):
        assert reverse(name, kwargs=at_case) in seen.texts
    assert sum(raw.startswith(b"%PDF") for raw in seen.raw.values()) >= 2, "papers were read too"
    assert any('name="version"' in text for text in seen.texts.values()), "and forms"
    assert seen.places(full_numbers()) == []
    assert seen.places("|".join(BIRTHS)) == []
    assert seen.places(r"330\*{4,}") == [], "not even masked: the field is hidden from contractors"
    assert seen.places(STATUS) == []
    assert seen.places("|".join(PHONES)) == [], "telephones open only with a purpose, and are logged"


def test_the_bureau_s_crawl_finds_what_the_contractor_s_does_not(household: Household) -> None:
    seen = household.seen_by("wang")

    assert seen.places(STATUS)
    assert seen.places(r"330\*{4,}")
    form = reverse("plans:application-form", kwargs={"pk": household.case.pk})
    assert NUMBERS[1] in seen.texts[form], "the issued 申请表 carries the number of its day"


@pytest.mark.parametrize("persona", CONTRACTORS)
def test_a_contractor_gets_no_sensitive_file(household: Household, persona: str) -> None:
    seen = household.seen_by(persona)
    files = StoredFile.objects.owned_by("case", household.case.pk)

    served = {file.kind for file in files if served_as_file(seen, file)}
    assert {file.kind for file in files if file.sensitive and served_as_file(seen, file)} == set()
    assert served, "others of the case's files are open to those who build by them"


def served_as_file(seen: Crawl, file: StoredFile) -> bool:
    """Whether the crawl got the file itself."""
    return "attachment" in seen.texts[reverse("documents:file", kwargs={"pk": file.pk})][:2000]


@pytest.mark.parametrize("persona", ["shi", "sheng"])
def test_city_and_province_read_masked_people_only(household: Household, persona: str) -> None:
    seen = household.seen_by(persona)

    assert reverse("pages:case-list") in seen.texts
    assert seen.places(full_numbers()) == []
    assert seen.places("|".join(PHONES)) == []
    assert seen.places(NAME) == []
    assert seen.places(re.escape("苏*私"))


@pytest.mark.parametrize("persona", ["zhou", "wang", "yan", "ling", "shenji"])
def test_nobody_reads_a_full_number_on_a_page_without_saying_what_for(
    household: Household, persona: str
) -> None:
    seen = household.seen_by(persona)
    pages = Crawl({url: text for url, text in seen.texts.items() if not seen.raw[url].startswith(b"%PDF")})

    assert pages.places(full_numbers()) == []
    assert pages.places("|".join(PHONES)) == []


def test_unmasking_needs_a_purpose_and_is_logged_with_it(household: Household) -> None:
    client = Client()
    client.force_login(user_of(household.world.wang))
    url = reverse("cases:reveal", kwargs={"pk": household.case.pk, "field": "id_number"})
    before = AccessLog.objects.filter(kind="unmask").count()
    with clock.at(LOOKED_AT):
        silent = client.post(url, {"purpose": ""})
        told = client.post(url, {"purpose": "核对身份证原件"})

    assert silent.status_code == 422
    assert not re.search(full_numbers(), silent.content.decode())
    assert NUMBERS[2] in told.content.decode().replace(" ", "")
    assert "no-store" in told["Cache-Control"]
    assert AccessLog.objects.filter(kind="unmask").count() == before + 1
    look = AccessLog.objects.order_by("-id")[0]
    assert (look.actor_name, look.field, look.purpose) == ("王演示", "id_number", "核对身份证原件")
    assert look.subject_id == str(household.case.pk)


def personal() -> tuple[str, ...]:
    """Return every value that identifies the household."""
    return (*NUMBERS, *PHONES, NAME, AGENT)


def test_the_record_holds_no_personal_value(household: Household) -> None:
    household.seen_by("wang")

    texts = [
        " ".join(str(getattr(row, column.attname)) for column in row._meta.concrete_fields)
        for model in (Event, AccessLog)
        for row in model.objects.all()
    ]
    assert len(texts) > 30
    assert [text for text in texts if any(value in text for value in personal())] == []
    assert [text for text in texts if any(birth in text for birth in BIRTHS)] == []


def test_the_logs_hold_no_personal_value(household: Household) -> None:
    for persona in ("wang", "chen"):
        household.seen_by(persona)
    client = Client()
    client.force_login(user_of(household.world.wang))
    url = reverse("cases:reveal", kwargs={"pk": household.case.pk, "field": "id_number"})
    with clock.at(LOOKED_AT):
        client.post(url, {"purpose": "核对"})
        client.post(reverse("cases:register"), registration_form(name=NAME, id_number=NUMBERS[2] + "0"))

    said = "\n".join(household.log)
    assert "Not Found" in said, "the listener hears what is logged"
    assert [value for value in personal() if value in said] == []


def test_the_tables_keep_numbers_and_telephones_encrypted(household: Household) -> None:
    household.seen_by("wang")

    plain = [
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        for value in model._base_manager.values_list(column.attname, flat=True)
        if any(secret in readable(value) for secret in (*NUMBERS, *PHONES))
    ]
    assert plain == []


def readable(value: object) -> str:
    """Return what somebody who holds the database file could read of a value."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def test_the_stored_files_are_unreadable_as_they_lie(household: Household) -> None:
    stored = [path for path in household.folder.rglob("*") if path.is_file()]
    known = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff")

    assert len(stored) >= StoredFile.objects.count() > 0
    assert [path.name for path in stored if path.read_bytes().startswith(known)] == []


@pytest.mark.parametrize(("persona", "finds"), [("wang", True), ("chen", False), ("wu", False)])
def test_an_id_number_finds_its_case_only_for_those_who_may_see_it(
    household: Household, persona: str, finds: bool
) -> None:
    client = Client()
    client.force_login(user_of(household.world.people[persona]))
    with clock.at(LOOKED_AT):
        page = client.get(reverse("pages:case-list"), {"q": NUMBERS[2]}, follow=True).content.decode()

    assert (str(household.case.number) in page) is finds
