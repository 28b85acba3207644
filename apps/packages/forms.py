"""Forms of packages. They check what was typed and write nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.validators import MinValueValidator
from django.forms.formsets import BaseFormSet
from django.forms.renderers import get_default_renderer
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict

from apps.acts.forms import ActForm, Rows, YuanField
from apps.lib import formats
from apps.lib.amounts import ZERO
from apps.lib.chinese import normalise_prose, normalise_text
from apps.lib.digits import whole
from apps.packages.enums import PackagePart
from apps.packages.models import Package, PackageVersion
from apps.packages.permissions import packages_to_start_from
from apps.packages.rules.content import MOST_AMOUNT, MOST_LINES, Material, PackageContent
from apps.plans.enums import Method, SpaceKind, Surface
from apps.plans.rules import PartInput

MOST_YUAN = Decimal("9999999.99")
BLANK_LINES = 5


def _text(label: str, longest: int, *, rows: int = 0, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput({"autocomplete": "off"})
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=widget,
        error_messages={"required": f"请填写{label}", "max_length": f"{label}最多 {longest} 个字"},
        **kwargs,
    )


class NumberField(forms.DecimalField):
    """A number greater than 0 with two decimals at most; reads full-width digits too."""

    def __init__(self, *, label: str, example: str, max_digits: int, **kwargs: Any) -> None:
        words = {
            "required": f"请填写{label}",
            "invalid": f"{label}请填数字，如 {example}",
            "max_decimal_places": f"{label}最多两位小数",
            "max_digits": f"{label}的数字过长，请核对",
            "max_whole_digits": f"{label}的数字过长，请核对",
        }
        super().__init__(
            label=label,
            max_digits=max_digits,
            decimal_places=2,
            widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
            error_messages=words,
            validators=[MinValueValidator(Decimal("0.01"), f"{label}应大于 0")],
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Read full-width digits too."""
        return super().clean(normalise_text(value) if isinstance(value, str) else value)


class UnitPrice(YuanField):
    """What one of something costs in 元: too small to be said in 万元 beside the field."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave out what lets the page's script say it in 万元."""
        return {name: each for name, each in super().widget_attrs(widget).items() if name != "data-yuan"}

    def beside(self, value: object) -> str:
        """Return nothing."""
        return ""


class PackageLineForm(forms.Form):
    """A line of 材料明细; a blank line is none."""

    name = _text("项目", 30)
    brand = _text("品牌", 20, required=False)
    model = _text("型号", 28, required=False)
    unit = _text("单位", 8)
    quantity = NumberField(label="数量", example="12.5", max_digits=9)
    # A price of one thing is often small: a bare number is 元.
    unit_price = UnitPrice(
        label="单价",
        least=ZERO,
        most=MOST_YUAN,
        bare_from=ZERO,
        error_messages={"required": "请填写单价；不收费的填 0"},
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what comes to more than a line of a plan takes."""
        said = self.cleaned_data
        if (said.get("quantity") or ZERO) * (said.get("unit_price") or ZERO) > MOST_AMOUNT:
            self.add_error("quantity", "数量乘单价的金额过大，请核对")
        return said

    def said(self) -> Material:
        """Return the line of a valid row."""
        said = self.cleaned_data
        return Material(
            name=normalise_prose(said["name"]),
            unit=said["unit"].strip(),
            quantity=said["quantity"],
            unit_price=said["unit_price"],
            brand=normalise_prose(said["brand"]),
            model=normalise_prose(said["model"]),
        )


class PackageLines(BaseFormSet[PackageLineForm]):
    """All that the price is made of."""

    form = PackageLineForm
    # What formset_factory() would set; as a class its rows are typed. absolute_max bounds what is sent.
    extra, min_num, max_num, absolute_max = BLANK_LINES, 0, MOST_LINES + BLANK_LINES, 2 * MOST_LINES
    can_order = can_delete = can_delete_extra = validate_max = validate_min = False
    renderer = get_default_renderer()

    def clean(self) -> None:
        """Ask for at least one line, and for no more than a plan takes."""
        if not any(self.errors) and not self.lines:
            raise forms.ValidationError("请至少填写一行材料明细。", code="lines")
        if not any(self.errors) and sum((line.amount for line in self.lines), ZERO) > MOST_AMOUNT:
            raise forms.ValidationError("材料明细合计的金额过大，请核对数量和单价。", code="amount")
        if len(self.rows) > MOST_LINES:
            raise forms.ValidationError(f"材料明细最多 {MOST_LINES} 行。", code="too_many")

    @property
    def rows(self) -> list[PackageLineForm]:
        """Rows on which something was typed."""
        return [row for row in self.forms if row.has_changed()]

    @property
    def lines(self) -> tuple[Material, ...]:
        """The checked lines."""
        return tuple(row.said() for row in self.rows if row.is_valid())


LINES = Rows(name="lines", row=PackageLineForm, most=MOST_LINES, label="材料明细", component="PackageLine")


class _ContentForm(ActForm):
    """What a version says; each of its fields is a part that a version must not lack."""

    sets = {"lines": PackageLines}
    lists = (LINES,)

    name = _text("套餐名称", 30, help_text="如：卫浴整装 A")
    works_days = forms.IntegerField(
        label="工期（天）",
        min_value=1,
        max_value=365,
        error_messages={
            "required": "请填写工期",
            "invalid": "工期请填整数天数，如 7",
            "min_value": "工期至少 1 天",
            "max_value": "工期不能超过 365 天，请核对",
        },
    )
    included = _text("包含的内容", 300, rows=2, help_text="如：拆旧、清运、安装、成品保护")
    excluded = _text("不包含的内容", 300, rows=2, help_text="如：燃气改管、承重墙加固；没有的写“没有”")
    warranty = _text("质保", 300, rows=2, help_text="如：防水 8 年，五金 2 年，人为损坏除外")
    extra_price = YuanField(
        label="超出报价面积，每 ㎡ 加收",
        most=MOST_YUAN,
        bare_from=ZERO,
        required=False,
        help_text="元；另行商量的不填",
    )

    def press_more(self) -> None:
        """Show the table with more blank lines; nothing typed is judged yet."""
        data = cast("QueryDict", self.data).copy()
        count = min(whole(str(data.get("lines-TOTAL_FORMS", ""))) or 0, MOST_LINES)
        data["lines-TOTAL_FORMS"] = str(count + BLANK_LINES)
        self.data = data
        table: Any = PackageLines(data, prefix="lines")
        # What full_clean() would set: with it Django takes both for judged already.
        self._errors = ErrorDict()
        table._errors, table._non_form_errors = [ErrorDict() for _ in table.forms], ErrorList()
        for row in table.forms:
            row._errors = ErrorDict()
        self.tables["lines"] = table

    def content(self) -> PackageContent:
        """Return what a valid form says."""
        said = self.cleaned_data
        table = cast("PackageLines", self.tables["lines"])
        return PackageContent(
            name=normalise_prose(said["name"]),
            surfaces=tuple(
                PartInput(
                    surface,
                    method=Method(said[f"{surface}_method"]),
                    product=normalise_prose(said[f"{surface}_product"]),
                )
                for surface in Surface
            ),
            lines=table.lines,
            included=normalise_prose(said["included"]),
            excluded=normalise_prose(said["excluded"]),
            warranty=normalise_prose(said["warranty"]),
            works_days=said["works_days"],
            extra_price=said["extra_price"],
        )

    def field_of(self, name: str) -> str | None:
        """A refusal about the lines stands above their table."""
        return None if name == "lines" else super().field_of(name)


def _surface_fields() -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for surface in Surface:
        found[f"{surface}_method"] = forms.ChoiceField(
            label=f"{surface.label}做法",
            choices=[("", "请选择"), *Method.choices()],
            error_messages={"required": f"请选择{surface.label}做法"},
        )
        found[f"{surface}_product"] = _text(f"{surface.label}产品", 60, required=False)
    return found


# Declared for all forms below at once; a loop in a class body would leave its variables behind.
_ContentForm.base_fields.update(_surface_fields())


class ProposeForm(_ContentForm):
    """A new package: its room and area, which stay, and its first version."""

    versioned = False

    kind = forms.ChoiceField(
        label="空间",
        choices=SpaceKind.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择空间"},
    )
    area = NumberField(
        label="报价面积", example="4", max_digits=6, help_text="㎡，按地面计；以后不能改，别的面积另建套餐"
    )
    field_order = ["name", "kind", "area"]

    def said(self) -> dict[str, Any]:
        """Return the arguments of the service."""
        said = self.cleaned_data
        return {"kind": SpaceKind(said["kind"]), "area": said["area"], "content": self.content()}


class ReviseForm(_ContentForm):
    """Another version, opened on what stands or on what was sent back."""

    price_reason = _text(
        "价格变动的原因", 200, rows=2, required=False, help_text="价格有变的必填，公众会看到，如：五金调价"
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Show the lines that stand."""
        super().__init__(data, *args, **kwargs)
        standing = self.subject.pending or self.subject.current
        if data is None and standing is not None:
            rows = [
                {
                    **{name: getattr(line, name) for name in PackageLineForm.base_fields},
                    "quantity": formats.number(line.quantity),
                }
                for line in standing.lines.all()
            ]
            self.tables["lines"] = PackageLines(prefix="lines", initial=rows)

    def said(self) -> dict[str, Any]:
        """Return the arguments of the service."""
        said: dict[str, Any] = {"content": self.content(), "price_reason": self.cleaned_data["price_reason"]}
        if "version" in self.cleaned_data:
            said["version"] = self.cleaned_data["version"]
        return said


def standing_values(made: PackageVersion | None) -> dict[str, Any]:
    """Return what a form for the next version starts with."""
    if made is None:
        return {}
    plain = ("name", "works_days", "included", "excluded", "warranty", "extra_price")
    surfaces = [f"{surface}_{what}" for surface in Surface for what in ("method", "product")]
    return {name: getattr(made, name) for name in (*plain, *surfaces)}


class LookForm(ActForm):
    """It carries which version was read: what the enterprise handed in since was looked at by nobody."""

    unsent = frozenset({"number"})

    number = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PublishForm(LookForm):
    """Nothing is asked: the keeper has looked whether everything is written out."""


class ReturnForm(LookForm):
    """What is not written out, all at once; no other ground can be given."""

    missing = forms.MultipleChoiceField(
        label="没有写全的",
        choices=PackagePart.choices(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择没有写全的内容；都写全的，请公布"},
    )
    note = _text("缺什么", 200, rows=2, help_text="写到哪一行，如：第 3、7 行没有型号")


class WithdrawForm(ActForm):
    """Why a package is taken down."""

    reason = _text("下架原因", 200, rows=2)


class PackageChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A package by its name, price and area."""

    def label_from_instance(self, obj: Any) -> str:
        """Say what it is."""
        return f"{obj.name}（{formats.money(obj.price)} 万元，按 {obj.area_words}）"


def _choice(kind: SpaceKind) -> PackageChoice:
    return PackageChoice(
        label=f"{kind.label}套餐",
        queryset=Package.objects.none(),
        required=False,
        empty_label="不从套餐开始",
        error_messages={"invalid_choice": "这个套餐已经不再公布，或不是这家企业的"},
    )


class StartPlanForm(ActForm):
    """Which of the enterprise's packages the plan starts from, one for each room at most."""

    kitchen = _choice(SpaceKind.KITCHEN)
    bathroom = _choice(SpaceKind.BATHROOM)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what the enterprise has published for the rooms of this household."""
        super().__init__(*args, **kwargs)
        offered = packages_to_start_from(self.subject).order_by("name", "pk")
        for kind in SpaceKind:
            field = cast("PackageChoice", self.fields[kind.value])
            field.queryset = offered.filter(kind=kind)
            if self.sent is None and not field.queryset.exists():
                del self.fields[kind.value]
