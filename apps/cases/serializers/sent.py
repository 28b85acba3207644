"""What the API is sent about a case."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Part, Strict, Versioned
from apps.cases.enums import (
    CORRECTABLE,
    RETURNABLE,
    BuildingType,
    CorrectionKind,
    DefectKind,
    Hardship,
    LinkedProgramme,
    Removal,
    Setting,
    Will,
)


class HouseholdPart(Part):
    """装修人."""

    name = serializers.CharField(max_length=60, help_text="按身份证上的写法")
    id_number = serializers.CharField(max_length=40, help_text="18 位，末位可为 X")
    phone = serializers.CharField(max_length=40, help_text="手机号，或带区号的座机号")
    hardship = serializers.ChoiceField(choices=Hardship.choices, help_text="家庭情况")
    family_size = serializers.IntegerField(min_value=1, max_value=99, help_text="家庭人数")


class AgentPart(Part):
    """代办人；须有装修人签字的委托书."""

    name = serializers.CharField(max_length=60)
    phone = serializers.CharField(max_length=40)
    authority = serializers.UUIDField(help_text="委托书：POST /files 上传（power_of_attorney）所得的 id")


class DwellingPart(Part):
    """住宅房屋情况."""

    address = serializers.CharField(max_length=200, help_text="写到幢、单元、室")
    owner_name = serializers.CharField(max_length=60, help_text="房屋所有权人")
    building_type = serializers.ChoiceField(choices=BuildingType.choices)
    floor_area = serializers.DecimalField(max_digits=8, decimal_places=2, help_text="建筑面积（平方米）")
    built_year = serializers.IntegerField(min_value=1800, max_value=2100, help_text="建造年代")
    rooms = serializers.IntegerField(min_value=0, max_value=20, help_text="室")
    halls = serializers.IntegerField(min_value=0, max_value=20, help_text="厅")
    bathrooms = serializers.IntegerField(min_value=0, max_value=20, help_text="卫")


class IntendedEnterprisePart(Part):
    """登记时的意向企业；备案后仍由装修人自主选择."""

    name = serializers.CharField(max_length=120)
    contact = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")


class RegistrationBody(Strict):
    """登记一户（附件1 的户主与房屋部分）."""

    applied_on = serializers.DateField(help_text="填表时间，不晚于今天")
    street_code = serializers.CharField(max_length=12, help_text="街道代码，见 GET /me 的 streets")
    will = serializers.ChoiceField(choices=Will.choices, help_text="改造意愿")
    setting = serializers.ChoiceField(choices=Setting.choices, help_text="城镇或农村")
    nature = serializers.ChoiceField(
        choices=[("existing", "存量旧房"), ("new", "新房首次装修")], help_text="新房首次装修不在范围内"
    )
    household = HouseholdPart()
    dwelling = DwellingPart()
    agent = AgentPart(required=False, allow_null=True, default=None, help_text="由代办人办理时填写")
    linked_programmes = serializers.ListField(
        child=serializers.ChoiceField(choices=LinkedProgramme.choices),
        required=False,
        max_length=len(LinkedProgramme),
        help_text="结合项目",
    )
    intended_budget = serializers.DecimalField(
        max_digits=12,
        decimal_places=4,
        required=False,
        allow_null=True,
        default=None,
        help_text="装修预算（万元）",
    )
    intended_enterprise = IntendedEnterprisePart(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    submit = serializers.BooleanField(
        required=False, default=True, help_text="true：登记并提交（街道窗口即同时受理）；false：存为草稿"
    )


class FactsPart(Part):
    """要改的登记事项：只写要改的，名称同登记；结果与原来相同的不算改动."""

    name = serializers.CharField(max_length=60, required=False)
    family_size = serializers.IntegerField(min_value=1, max_value=99, required=False)
    agent_name = serializers.CharField(max_length=60, required=False)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    id_number = serializers.CharField(max_length=40, required=False)
    phone = serializers.CharField(max_length=40, required=False)
    hardship = serializers.ChoiceField(choices=Hardship.choices, required=False)
    address = serializers.CharField(max_length=200, required=False)
    owner_name = serializers.CharField(max_length=60, required=False)
    building_type = serializers.ChoiceField(choices=BuildingType.choices, required=False)
    floor_area = serializers.DecimalField(max_digits=8, decimal_places=2, required=False)
    built_year = serializers.IntegerField(min_value=1800, max_value=2100, required=False)
    rooms = serializers.IntegerField(min_value=0, max_value=20, required=False)
    halls = serializers.IntegerField(min_value=0, max_value=20, required=False)
    bathrooms = serializers.IntegerField(min_value=0, max_value=20, required=False)
    will = serializers.ChoiceField(choices=Will.choices, required=False)
    setting = serializers.ChoiceField(choices=Setting.choices, required=False)
    intended_budget = serializers.DecimalField(
        max_digits=12, decimal_places=4, required=False, allow_null=True
    )


class FileBody(Versioned):
    """备案."""

    effective_on = serializers.DateField(required=False, help_text="备案日期，默认今天")


class ReturnItemPart(Part):
    """一项补正事项."""

    field = serializers.ChoiceField(choices=list(RETURNABLE.items()), help_text="哪一项")
    kind = serializers.ChoiceField(choices=DefectKind.choices, help_text="缺失、错误或过期")
    text = serializers.CharField(max_length=200, help_text="怎样补正")


class ReturnBody(Versioned):
    """退回补正：一次性告知全部事项."""

    items = ReturnItemPart(many=True, allow_empty=False, max_length=30)  # type: ignore[call-arg]


class ResubmitBody(Versioned):
    """补正后重新提交."""

    changes = FactsPart(required=False)
    note = serializers.CharField(
        max_length=300, required=False, allow_blank=True, default="", help_text="没有改动项目时的说明"
    )


class DeclineBody(Versioned):
    """不予备案：依据的条款和理由."""

    clause = serializers.CharField(max_length=120, help_text="文号和条款")
    reason = serializers.CharField(max_length=300)


class WithdrawBody(Versioned):
    """户主撤回，可以不写原因."""

    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class TerminateBody(Versioned):
    """终止：类别进入周报的核减说明."""

    removal = serializers.ChoiceField(choices=Removal.choices)
    reason = serializers.CharField(max_length=300)


class ReasonBody(Versioned):
    """写明原因."""

    reason = serializers.CharField(max_length=300)


class OffListPart(Part):
    """名录以外的企业，与名录内的同等."""

    name = serializers.CharField(max_length=120)
    credit_code = serializers.CharField(max_length=40, help_text="统一社会信用代码")
    contact_name = serializers.CharField(max_length=60)
    contact_phone = serializers.CharField(max_length=30)


class ChooseBody(Versioned):
    """装修人自主选择的企业：名录中的填 enterprise，名录以外的填 off_list，只填一种."""

    enterprise = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, help_text="名录中企业的 id，见 GET /enterprises"
    )
    off_list = OffListPart(required=False)
    chosen_on = serializers.DateField(required=False, help_text="选择日期，默认今天")
    statement = serializers.UUIDField(
        required=False, allow_null=True, help_text="选择确认书：POST /files 上传（choice_statement）所得的 id"
    )


class CorrectBody(Versioned):
    """更正登记事项，或变更装修人（去世、过户）."""

    kind = serializers.ChoiceField(
        choices=[(kind.value, kind.label) for kind in (CorrectionKind.FACT, CorrectionKind.SUCCESSOR)],
        required=False,
        default=CorrectionKind.FACT.value,
    )
    changes = FactsPart()
    reason = serializers.CharField(max_length=300, help_text="写进办理记录，不要写证件号码")
    proof = serializers.UUIDField(
        required=False, allow_null=True, help_text="证明材料：POST /files 上传（correction_proof）所得的 id"
    )


class PatrolBody(Versioned):
    """巡查主体."""

    organisation = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        allow_null=True,
        help_text="物业服务企业的机构编号；null 为由乡镇（街道）巡查",
    )
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class RevealBody(Strict):
    """查看一项完整号码；用途会记录."""

    field = serializers.ChoiceField(choices=[("id_number", "身份证号"), ("phone", "联系方式")])
    purpose = serializers.CharField(min_length=2, max_length=100)


class FindBody(Strict):
    """按证件号码或电话精确查找；只填一种。号码不写进地址，所以用 POST."""

    id_number = serializers.CharField(max_length=40, required=False)
    phone = serializers.CharField(max_length=40, required=False)

    def validate(self, attrs: dict[str, str]) -> dict[str, str]:
        """Take exactly one."""
        if len(attrs) != 1:
            raise serializers.ValidationError("请填写 id_number 或 phone 中的一种。", code="one_of")
        return attrs


if set(FactsPart().fields) != set(CORRECTABLE):  # the two lists are one
    raise RuntimeError("FactsPart and CORRECTABLE have drifted apart")
