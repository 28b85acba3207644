"""Made-up material of the demonstration: people, addresses, plans, scans and photographs."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from itertools import count
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from apps.cases.enums import AreaType, BuildingType, Hardship, LinkedProgramme, NoticeMeans, RenovationScope
from apps.cases.services import RegistrationData, Told
from apps.demo.services.world import GIVEN, SURNAMES
from apps.documents.enums import FileKind
from apps.documents.forms.checks import check
from apps.documents.rules.uploads import CheckedUpload
from apps.lib import clock
from apps.lib.amounts import Yuan, from_wan
from apps.lib.calendars import days_over
from apps.lib.id_documents import IdDocument
from apps.lib.identity import id_check_character
from apps.plans.enums import HazardSurvey, LineKind, Method, SpaceKind, Surface
from apps.plans.rules import Content, HazardInput, LineInput, PartInput, SpaceInput

_TAKEN = count(1)
LIMIT_DAYS = 15
"""整体施工期上限 of the rule set the demonstration loads."""
ROADS = ("示例路", "演示弄", "样本巷", "范例街", "样张小区", "模拟新村")
RARE_NAMES = ("陈䶮示", "刘𬭎例")
HAZARDS = (
    HazardInput("燃气软管（2009 年）", "厨房", "金属波纹管"),
    HazardInput("无漏电保护", "卫生间", "剩余电流保护装置"),
    HazardInput("铸铁下水管锈蚀", "卫生间", "PVC-U 排水管"),
    HazardInput("直排式燃气热水器", "厨房", "强排式燃气热水器"),
)
CENT = Decimal("0.01")
_OTHER_DOCUMENTS = {
    5: IdDocument.HMT_PERMIT,
    15: IdDocument.PERMANENT_RESIDENCE,
    25: IdDocument.TAIWAN_PASS,
    35: IdDocument.PASSPORT,
}


class Materials:
    """A seeded source: the same seed gives the same programme, whoever runs it."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - a repeatable demonstration, not a secret
        # What was added to the stories later draws from here, so that every other draw stays what it was.
        self.spare = Random(seed + 1000)  # noqa: S311 - the same
        self._doors = count(1)
        self._registered = count(1)

    def name(self) -> str:
        """Return an evidently made-up name."""
        return self.random.choice(SURNAMES) + self.random.choice(GIVEN)

    def id_number(self, county: str) -> str:
        """Return a 身份证号 with sequence code 000 of someone between 30 and 88."""
        birth = date(1938, 1, 1) + timedelta(days=self.random.randrange(365 * 58))
        first17 = f"{county}{birth:%Y%m%d}000"
        return first17 + id_check_character(first17)

    def document(self, number: int) -> dict[str, Any]:
        """Return another document and a contact outside the mainland for four of forty households."""
        document = _OTHER_DOCUMENTS.get(number % 40)
        if document is None:
            return {}
        tail = f"00000{number:03d}"
        if document == IdDocument.PERMANENT_RESIDENCE:
            first17 = "93312419750301000"
            value, phone = first17 + id_check_character(first17), f"+65{tail}"
        elif document == IdDocument.HMT_PERMIT:
            first17 = "81000019680512000"
            value, phone = first17 + id_check_character(first17), f"+852{tail}"
        else:
            value, phone = ("E" if document == IdDocument.PASSPORT else "") + tail, f"+8869{tail}"
        return {"id_type": document.value, "id_number": value, "phone": phone}

    def phone(self) -> str:
        """Return a phone 1xx00000xxx."""
        return f"{self.random.choice(('138', '139', '150', '187'))}00000{self.random.randrange(1000):03d}"

    def address(self) -> str:
        """Return an address that no other case of the demonstration has."""
        door = next(self._doors)
        return (
            f"{self.random.choice(ROADS)}{door}号{self.random.randint(1, 9)}幢"
            f"{self.random.randint(1, 3)}单元{self.random.randint(1, 7)}0{self.random.randint(1, 4)}室"
        )

    def area(self, low: float, high: float) -> Decimal:
        """Return an area in m² with two decimals."""
        return Decimal(str(self.random.uniform(low, high))).quantize(CENT)

    def registration(self, street_code: str, on: date, name: str = "") -> RegistrationData:
        """Return a registration that passes every check of the form, applied for on the day ``on``."""
        household = name or self.name()
        rural = self.random.random() < 0.12
        number = next(self._registered)
        other = self.document(number)
        # Some of another system, which says nothing of it.
        means = None if number % 17 == 5 else NoticeMeans.PAPER if number % 3 else NoticeMeans.SPOKEN
        tags = [tag.value for tag in LinkedProgramme if self.random.random() < 0.12]
        data = RegistrationData(
            applied_on=on,
            street_code=street_code,
            name=household,
            id_number=self.id_number(street_code[:6]),
            phone=self.phone(),
            address=self.address(),
            owner_name=household if self.random.random() < 0.8 else self.name(),
            family_size=self.random.randint(1, 6),
            building_type=BuildingType.BUNGALOW if rural else self.random.choice(list(BuildingType)[:2]),
            floor_area=self.area(42, 128),
            built_year=self.random.randint(1976, 2004),
            rooms=self.random.randint(1, 4),
            halls=self.random.randint(1, 2),
            bathrooms=self.random.randint(1, 2),
            hardship=Hardship.HARDSHIP if self.random.random() < 0.15 else Hardship.ORDINARY,
            renovation_scope=self.random.choice(
                (
                    RenovationScope.KITCHEN,
                    RenovationScope.BATHROOM,
                    RenovationScope.BOTH,
                    RenovationScope.BOTH,
                )
            ),
            area_type=AreaType.RURAL if rural else AreaType.URBAN,
            linked_programmes=tuple(tags),
            intended_budget=self.money(2.5, 10),
            notice=Told(means.value) if means else None,
        )
        return replace(data, **other)

    def money(self, low: float, high: float) -> Yuan:
        """Return an amount between bounds in 万元, whole 百元."""
        return from_wan(Decimal(str(self.random.uniform(low, high))).quantize(CENT))

    def plan(self, renovation_scope: str, start: date, days: int, *, wet_wall: bool = False) -> Content:
        """Return a plan that passes the checks, or with ``wet_wall`` fails the dry ratio."""
        spaces = []
        if renovation_scope in (RenovationScope.KITCHEN, RenovationScope.BOTH):
            spaces.append(self._space(SpaceKind.KITCHEN, "厨房", 4.2, 7.0))
        if renovation_scope in (RenovationScope.BATHROOM, RenovationScope.BOTH):
            spaces.append(self._space(SpaceKind.BATHROOM, "卫生间", 3.0, 5.0))
        lines = [LineInput(LineKind.ITEM, f"集成{space.name}", self.money(2.2, 4.2)) for space in spaces]
        lines.append(LineInput(LineKind.ITEM, "水电管线", self.money(0.4, 0.9)))
        lines.append(LineInput(LineKind.DISCOUNT, "企业让利", self.money(0.1, 0.5)))
        hazards = tuple(self.random.sample(HAZARDS, self.random.randint(0, 2)))
        content = Content(
            spaces=tuple(spaces),
            lines=tuple(lines),
            hazards=hazards,
            hazard_survey=HazardSurvey.FOUND if hazards else HazardSurvey.NONE_FOUND,
            survey_on=clock.today() - timedelta(days=1),
            survey_note="上门量房，管线位置已核对。",
            planned_start=start,
            planned_days=days,
            overrun_reason="楼道狭窄，整体卫浴底盘须分件运入，另有管井改造。"
            if days_over(days, LIMIT_DAYS)
            else "",
        )
        return wet(content) if wet_wall else content

    def _space(self, kind: SpaceKind, name: str, low: float, high: float) -> SpaceInput:
        floor = self.area(low, high)
        wall = (floor * Decimal("3.4")).quantize(CENT)
        laid = self.random.choice((Method.WET, Method.PREFAB, Method.DRY))
        parts = (
            PartInput(Surface.WALL, wall, Method.PREFAB, "装配式墙板"),
            PartInput(Surface.FLOOR, floor, laid, "防滑地砖" if laid == Method.WET else "架空地面"),
            PartInput(Surface.CEILING, floor, Method.PREFAB, "集成吊顶"),
        )
        return SpaceInput(kind, name, parts, declared_total=wall + floor * 2)


def wet(content: Content) -> Content:
    """Return the plan with tiled walls in its last space: its dry ratio falls below 70 %."""
    last = content.spaces[-1]
    wall = last.parts[0]
    tiled = replace(wall, method=Method.WET, product="贴瓷砖")
    space = replace(last, parts=(tiled, *last.parts[1:]))
    return replace(content, spaces=(*content.spaces[:-1], space))


@cache
def _page(text: str) -> bytes:
    image = Image.new("RGB", (620, 877), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, 580, 837), outline="black")
    draw.text((60, 60), text, fill="black")
    target = io.BytesIO()
    image.save(target, "PDF", resolution=75)
    return target.getvalue()


def scan(name: str, text: str = "DEMO SCAN") -> SimpleUploadedFile:
    """Return a small made-up scan as an uploaded PDF."""
    return SimpleUploadedFile(f"{name}.pdf", _page(text), content_type="application/pdf")


@cache
def _photo(shade: int) -> bytes:
    image = Image.new("RGB", (640, 480), (200 - shade, 205 - shade, 210 - shade))
    draw = ImageDraw.Draw(image)
    for x in range(0, 640, 80):
        draw.line((x, 0, x, 480), fill=(235, 238, 240), width=3)
    for y in range(0, 480, 80):
        draw.line((0, y, 640, y), fill=(235, 238, 240), width=3)
    draw.text((20, 450), "DEMO", fill="white")
    target = io.BytesIO()
    image.save(target, "JPEG", quality=70)
    return target.getvalue()


@cache
def _opened(shade: int, kind: FileKind) -> CheckedUpload:
    return check(SimpleUploadedFile("照片.jpg", _photo(shade), content_type="image/jpeg"), kind=kind)


def photo(name: str, shade: int = 0, kind: FileKind = FileKind.WORK_PHOTO) -> CheckedUpload:
    """Return a small made-up photograph of a tiled wall, each as if it were another original.

    One file counts once in a case; drawing and opening a picture for each would take minutes.
    """
    original = sha256(f"{shade}-{next(_TAKEN)}".encode()).hexdigest()
    return replace(_opened(shade, kind), name=f"{name}.jpg", source_sha256=original)


@cache
def signature() -> str:
    """Return a drawn scribble as the PNG data URL that the signature pad sends."""
    image = Image.new("RGBA", (480, 200), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    points = [(40 + 8 * i, 100 + (37 * i * i) % 71 - 35) for i in range(50)]
    draw.line(points, fill=(20, 30, 40, 255), width=5)
    target = io.BytesIO()
    image.save(target, "PNG")
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode()
