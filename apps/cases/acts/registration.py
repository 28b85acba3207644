"""登记: a household's application enters the programme."""

from __future__ import annotations

from apps.acts.acts import Act
from apps.cases import permissions, services
from apps.cases.acts.grounds import COUNTER
from apps.cases.forms import RegisterForm

REGISTER = Act(
    name="cases.register",
    label="登记",
    ground=COUNTER,
    may=lambda actor, _counter: permissions.may_register(actor),
    form=RegisterForm,
    service=services.register,
    describe="登记一户；默认同时提交，街道窗口的令牌同时受理。机构由令牌决定，不在内容中填写。",
    help="住户到窗口申请，逐项登记；可以先存草稿，也可以一个表格导入多户。",
    records={"case.registered": "登记"},
    entry="cases:register",
    body="RegistrationBody",
    creates=True,
)
