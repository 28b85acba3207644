"""导入: a site's file on a running site."""

from __future__ import annotations

from apps.acts.acts import Act
from apps.administration import permissions
from apps.administration.acts.on_bodies import ON_BODY
from apps.administration.forms.setup import SiteForm
from apps.administration.services import setup as services
from apps.administration.services.setup import SetUp


def _said(result: SetUp | None) -> str:
    if result is None:
        return "这个文件已经导入过。"
    kept = f"，{len(result.kept)} 项与文件不同、没有更改" if result.kept else ""
    return f"新建 {len(result.made)} 项，更改 {len(result.changed)} 项{kept}。"


IMPORT = Act(
    name="site.import",
    label="导入文件",
    ground=ON_BODY,
    may=permissions.may_import,
    form=SiteForm,
    service=services.import_site,
    explain="格式见下面的示例。先列出会建立和更改的内容，核对以后才写入；"
    "已有的不动，与网站不同的逐项决定。人员和管辖范围的变更在各自的页面办理。",
    help="一个文件补上机构、年度、目标和企业。先列出会建立和更改的内容，核对以后才写入；与网站不同的逐项决定。",
    found="administration:import",
    button="核对并导入",
    success=_said,
    path="bodies/<int:pk>/import/",
    page="administration:site-import",
    template="administration/setup_import.html",
)
