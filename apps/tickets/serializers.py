"""诉求件 as other systems read them: cut like the page, by who has the ticket."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown
from apps.tickets.enums import About, End, Kind, Source, Status, StepKind


class TicketOpened(Shown):
    """登记以后；查询码只在窗口的页面上给本人."""

    id = serializers.UUIDField()
    number = serializers.CharField(help_text="诉求编号")
    body_name = serializers.CharField(help_text="承办单位")


class TicketDone(Shown):
    """办理以后怎样."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.ChoiceField(Status.choices())
    status_label = serializers.CharField()
    record_id = serializers.CharField(help_text="写下的记录")


class StepShown(Shown):
    """一步办理."""

    number = serializers.IntegerField()
    kind = serializers.ChoiceField(StepKind.choices())
    at = serializers.DateTimeField()
    by = serializers.CharField()
    organisation = serializers.CharField()
    text = serializers.CharField()
    end = serializers.ChoiceField(End.choices(), allow_null=True)
    to_name = serializers.CharField(help_text="转给谁")
    receipt = serializers.CharField(help_text="回执，或工单编号")
    way = serializers.CharField(help_text="到哪里反映")


class TicketRow(Shown):
    """一件诉求；不含本人的姓名、电话."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices())
    source = serializers.ChoiceField(Source.choices())  # type: ignore[assignment]  # a field of that name
    status = serializers.ChoiceField(Status.choices())
    about = serializers.ChoiceField(About.choices())
    about_name = serializers.CharField()
    complained_body_name = serializers.CharField()
    body = serializers.IntegerField(help_text="承办单位编号")
    body_name = serializers.CharField()
    case = serializers.UUIDField(allow_null=True, help_text="办件；线索只给承办单位")
    case_number = serializers.CharField()
    is_anonymous = serializers.BooleanField(allow_null=True, help_text="没有留姓名、电话；线索只给承办单位")
    opened_at = serializers.DateTimeField()
    call_due_on = serializers.DateField(allow_null=True, help_text="没有设定的为空")
    called_at = serializers.DateTimeField(allow_null=True)
    due_on = serializers.DateField(allow_null=True, help_text="没有设定的为空")
    hotline_number = serializers.CharField()
    hotline_due_on = serializers.DateField(allow_null=True)
    settled_on = serializers.DateField(allow_null=True)
    end = serializers.ChoiceField(End.choices(), allow_null=True)
    reopened_at = serializers.DateTimeField(allow_null=True)


class TicketShown(TicketRow):
    """一件诉求和办理经过."""

    text = serializers.CharField()
    steps = StepShown(many=True)
    pictures = serializers.ListField(child=serializers.UUIDField(), help_text="照片的文件编号")
