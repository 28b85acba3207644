"""Cases as bare rows for the search of 疑点: hundreds for the price of one that goes through the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction

from apps.cases.enums import AreaType, RenovationScope, Status
from apps.cases.models import Case, Household
from apps.documents.models import StoredFile
from apps.documents.services import Owner, store_generated
from apps.encryption import Plain
from apps.inspections.enums import PhotoOf, ReportKind, ReportStatus, VisitKind
from apps.inspections.models import AcceptanceAttempt, Photo, Visit, WorksReport
from apps.lib import clock, crypto
from apps.lib.actors import SYSTEM, Actor
from apps.packages.models import PackageVersion, PlanOrigin
from apps.plans.enums import ContractKind, Method, PlanKind, SpaceKind, Surface
from apps.plans.models import Contract, PlanVersion, Space, SurfacePart
from apps.programs.enums import ParameterCode
from apps.signals.enums import Kind, State
from apps.signals.models import Signal
from apps.signals.services import decide_signal
from apps.signals.tasks import look
from tests.factories.parameters import in_force
from tests.factories.world import World

_numbers = count(1)
STARTED, FINISHED = date(2026, 8, 3), date(2026, 8, 12)
SIGNED, APPLIED = date(2026, 7, 20), date(2026, 7, 1)
PRICE, FLOOR = Decimal("42000.00"), Decimal("6.00")


@dataclass
class Run:
    """A run of a task in a test: steps are not kept."""

    args: dict[str, Any] = field(default_factory=dict)
    by: Actor = SYSTEM
    cursor: str = ""
    done: int = 0

    def step(self, **_said: Any) -> Any:
        """Open a transaction, as a step does."""
        return transaction.atomic()


def search() -> str:
    """Search once."""
    return str(look(Run()))  # type: ignore[arg-type]


def line(world: World, code: ParameterCode, value: str) -> None:
    """Set a line for all of 杭州."""
    in_force(world.shi, world.city, code, value)


def standing(kind: str) -> set[str]:
    """Return the subjects of what stands of a kind."""
    return set(Signal.objects.standing().filter(kind=kind).values_list("subject", flat=True))


def one_of_each(world: World) -> dict[str, Signal]:
    """Let 上城 have a 疑点 in every standing, about no case: the cases of others are not counted by it."""
    made = {}
    for place, name in enumerate(("open", "checking", "cleared", "changed")):
        made[f"signal_{name}"] = Signal.objects.create(
            kind=Kind.WORKS_SHORT,
            subject=f"示例 {place}",
            basis=f"{place}",
            words="2026年8月3日开工，2026年8月3日完工，首尾都算 1 天，少于 4 天；方案计划 12 天",
            table={"heads": ["", "实际", "方案"], "rows": [["工期（天）", "1", "12"]]},
            case_count=1,
            year=2026,
            bureau=world.shangcheng,
            city_bureau=world.city,
            found_at=clock.now(),
            superseded_at=clock.now() if name == "changed" else None,
            state=State.LAPSED if name == "changed" else State.OPEN,
        )
    for name, decision in (("checking", "on_site"), ("cleared", "clear")):
        decide_signal(
            signal_id=made[f"signal_{name}"].pk, by=world.shen, decision=decision, reason="示例：看过"
        )
        made[f"signal_{name}"].refresh_from_db()
    return made


def case_of(world: World, **more: Any) -> Case:
    """Write a case of 上城 that was built and finished, as a bare row."""
    number = next(_numbers)
    now = clock.now()
    said: dict[str, Any] = {
        "number": f"示例-{number:06d}",
        "status": Status.COMPLETED,
        "program": world.program,
        "program_group": world.program.group,
        "rule_set": world.rule_set,
        "street_code": "330102001",
        "county_code": "330102",
        "city_code": "3301",
        "street_office": world.qingbo,
        "bureau": world.shangcheng,
        "city_bureau": world.city,
        "enterprise": world.shili,
        "applied_on": APPLIED,
        "renovation_scope": RenovationScope.KITCHEN,
        "area_type": AreaType.URBAN,
        "dwelling_key": f"home-{number}",
        "intended_budget": Decimal(50000),
        "contract_amount": PRICE,
        "planned_days": 12,
        "started_on": STARTED,
        "completed_on": FINISHED,
        "created_at": now,
        "updated_at": now,
        "created_by_name": "周示例",
    }
    return Case.objects.create(**{**said, **more})


def touch(case: Case, **columns: Any) -> None:
    """Change a case as a service would: its moment moves."""
    Case.objects.filter(pk=case.pk).update(updated_at=clock.now(), **columns)


def contract_of(
    case: Case, *, amount: Decimal = PRICE, floor: Decimal = FLOOR, signed_on: date = SIGNED, **more: Any
) -> Contract:
    """Give a case a plan with a floor, and a contract that rests on it."""
    now = clock.now()
    plan = PlanVersion.objects.create(
        case=case,
        number=1,
        kind=PlanKind.INITIAL,
        enterprise=case.enterprise,
        designer_name="陈样本",
        designer_organisation="示例装配装饰有限公司",
        created_at=now,
        updated_at=now,
    )
    space = Space.objects.create(plan=plan, position=0, kind=SpaceKind.KITCHEN, name="厨房")
    SurfacePart.objects.create(space=space, surface=Surface.FLOOR, area=floor, method=Method.PREFAB)
    return Contract.objects.create(
        case=case,
        number=1,
        kind=ContractKind.MAIN,
        enterprise=case.enterprise,
        plan=plan,
        amount=amount,
        signed_on=signed_on,
        scan_file_id=uuid4(),
        recorded_at=now,
        recorded_by="陈样本",
        recorded_organisation="示例装配装饰有限公司",
        **more,
    )


def from_package(contract: Contract, version: PackageVersion) -> None:
    """Let the plan of a contract have started from a package."""
    PlanOrigin.objects.create(plan=contract.plan, version=version)


def household_of(case: Case, phone: str) -> Household:
    """Give a case a household with a telephone."""
    row = Household(case=case, name="张示例", family_size=2)
    row.id_number_encrypted = Plain("x")
    row.phone_encrypted = Plain(phone)
    row.hardship_encrypted = Plain("ordinary")
    row.id_number_index = uuid4().hex
    row.phone_index = crypto.blind_index(phone, purpose="phone")
    row.save()
    return row


def reports_of(case: Case, *, minutes: int, at: datetime | None = None) -> None:
    """Let 开工 and 完工 be entered so many minutes after each other."""
    at = at or clock.now()
    for kind, on, when in (
        (ReportKind.START, case.started_on, at),
        (ReportKind.FINISH, case.completed_on, at + timedelta(minutes=minutes)),
    ):
        WorksReport.objects.create(
            case=case,
            enterprise=case.enterprise,
            kind=kind,
            status=ReportStatus.PENDING if kind == ReportKind.FINISH else ReportStatus.RECORDED,
            on=on,
            reported_at=when,
            reported_by="蒋样本",
            reported_role="site_manager",
            reported_organisation="示例装配装饰有限公司",
        )


def seen_by(case: Case, *, patrol: Actor, acceptance: Actor) -> None:
    """Let one person patrol a home and one accept it."""
    contract = contract_of(case)
    now = clock.now()
    who = {"inspector_name": patrol.name, "inspector_holder": patrol.holder, "inspector_role": patrol.role}
    Visit.objects.create(
        case=case,
        enterprise=case.enterprise,
        plan=contract.plan,
        kind=VisitKind.PATROL,
        visited_on=STARTED,
        recorded_at=now,
        inspector_organisation="上城区住建局",
        **who,
    )
    AcceptanceAttempt.objects.create(
        case=case,
        number=1,
        plan=contract.plan,
        enterprise=case.enterprise,
        arranged_on=FINISHED,
        opened_at=now,
        opened_by=acceptance.name,
        visited_at=now,
        inspector_name=acceptance.name,
        inspector_holder=acceptance.holder,
        inspector_role=acceptance.role,
        inspector_organisation="上城区住建局",
        verdict="pass",
        opinion="符合方案",
        verdict_at=now,
        verdict_by=acceptance.name,
        verdict_by_holder=acceptance.holder,
    )


def photo_of(case: Case, content: bytes, *, original: str) -> StoredFile:
    """Store a photo of works; ``original`` stands for the file as it was sent."""
    file = store_generated(
        by=SYSTEM,
        content=content,
        name="施工.jpg",
        owner=Owner("case", str(case.pk)),
        kind="works_photo",
        label="施工",
        sensitive=False,
        media_type="image/jpeg",
    )
    StoredFile.objects.filter(pk=file.pk).update(source_sha256=original)
    Photo.objects.create(
        case=case,
        subject=PhotoOf.REPORT,
        subject_id=uuid4(),
        file_id=file.pk,
        name="施工.jpg",
        added_at=clock.now(),
        added_by="蒋样本",
    )
    return file
