"""What each person does for one household, from the counter to 验收: the steps that journeys share."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.factories.people import id_number, phone
from tests.journeys.person import Person, each


def registers(clerk: Person) -> str:
    """The clerk types Attachment 1, mends what is wrong, reads it back; returns the number."""
    clerk.follow("登记")
    clerk.sees("登记一户")
    number = "身份证号（证件号码）"
    right, wrong = id_number(), id_number()[:-1] + ("0" if id_number()[-1] != "0" else "1")
    clerk.choose("告知并知悉", "当面念读")
    clerk.fill("姓名", "张示例")
    clerk.fill(number, wrong)
    assert "校验" in clerk.error_at(number)
    clerk.fill(number, right)
    clerk.fill("联系方式", phone(1))
    clerk.choose("城镇或农村", "城镇")
    clerk.fill("房屋坐落", "示例路12号7幢2单元102室")
    clerk.fill("房屋所有权人", "同装修人")
    clerk.fill("家庭人数", "3")
    clerk.choose("房屋类型", "楼梯房")
    clerk.fill("建造年代", "1988")
    for label, count in (("户型（室）", "2"), ("户型（厅）", "1"), ("户型（卫）", "1")):
        clerk.fill(label, count)
    clerk.choose("房屋性质", "存量旧房")
    clerk.choose("家庭情况", "一般家庭")
    clerk.choose("改造意愿", "厨卫均换新")
    clerk.fill("装修预算", "7.5")
    clerk.press("下一步：核对")

    assert clerk.error_at("建筑面积"), "the one empty field says so"
    assert "万元请写" in clerk.error_at("装修预算"), "7.5 元 or 7.5 万元 is not guessed"
    assert clerk.field("姓名").input_value() == "张示例"
    clerk.fill("建筑面积", "68.5")
    clerk.fill("装修预算", "7.5万")
    clerk.press("下一步：核对")

    clerk.sees(
        "请当面念给申请人核对",
        "张示例",
        "示例路12号7幢2单元102室",
        "68.5 ㎡",
        "厨卫均换新",
        "75,000 元（7.50 万元）",
    )
    clerk.sees(f"{right[:6]} {right[6:14]} {right[14:]}")
    clerk.press("提交并受理")
    clerk.sees("已登记：上城-2026-0001", "请打印登记回执交申请人")
    return "上城-2026-0001"


def files_it(bureau: Person, number: str) -> None:
    """The bureau finds the application on its desk and files it."""
    bureau.sees(number)
    bureau.finds(number)
    bureau.sees("已受理", "张*例")
    bureau.follow("备案")
    bureau.sees("备案是形式审查，不是审批")
    bureau.press("备案")
    bureau.sees("已备案。接下来由装修人自主选择装修企业。")


def records_the_choice(clerk: Person, number: str) -> None:
    """The clerk records whom the household chose itself."""
    clerk.finds(number)
    clerk.follow("登记自主选择的企业")
    clerk.sees("由装修人自己决定，名录以外的企业同样可以选。", "样本集成家居有限公司")
    assert clerk.page.locator("input[name=enterprise]:checked").count() == 0, "nobody is pre-selected"
    clerk.choose("装修人选择的企业", "示例装配装饰有限公司")
    clerk.press("登记这一选择")
    clerk.sees("已登记装修人自主选择的企业")


def fill_space(designer: Person, place: int, surfaces: list[tuple[str, str]], total: str) -> None:
    """Fill in one space: (area, method) of wall, floor and ceiling."""
    card = designer.page.locator(f"#space-{place}")
    designer.fill("勘测总面积", total, card)
    for row, (area, method) in enumerate(surfaces):
        line = card.locator("tbody tr").nth(row)
        line.locator("input:not([type=hidden])").first.fill(area)
        line.locator("select").select_option(label=method)


PREFAB, WET = "装配式干法", "湿作业"


def enters_a_plan(designer: Person, number: str, wall: str) -> None:
    """The designer's first plan with its budget, submitted; the kitchen's walls by a method."""
    designer.finds(number)
    designer.does_not_see("困难家庭", "一般家庭")
    designer.follow("编制方案与预算")
    designer.follow("编制方案")
    designer.fill("上门勘测日期", "2026-09-01")
    designer.fill("计划开工日期", "2026-09-03")
    designer.fill("计划工期", "10")
    designer.fill("勘测情况", "管线老化，墙面空鼓。")
    designer.pick("隐患设施查看情况", "没有发现需要更换的")
    fill_space(designer, 0, [("18.60", wall), ("5.20", WET), ("5.20", PREFAB)], "29.00")
    fill_space(designer, 1, [("16.40", PREFAB), ("4.10", PREFAB), ("4.10", PREFAB)], "24.60")
    fill_budget(designer, [("集成厨房", "38600"), ("集成卫生间", "3.76万")])
    designer.press("提交核验")


def enters_a_failing_plan(designer: Person, number: str) -> None:
    """Wet walls in the kitchen fail two checks, in words."""
    enters_a_plan(designer, number, WET)
    designer.sees("方案第 1 版已提交，但未通过核验", "17.93 %")


def fill_budget(designer: Person, lines: list[tuple[str, str]]) -> None:
    """Fill in budget lines, adding rows where the page has too few."""
    rows = designer.page.locator("tr:has(input[name^='lines-'])")
    while rows.count() < len(lines):
        before = rows.count()
        designer.press("增加一行")
        rows.nth(before).wait_for()
    for row, (name, amount) in enumerate(lines):
        designer.page.locator(f"[name='lines-{row}-name']").fill(name)
        designer.page.locator(f"[name='lines-{row}-amount']").fill(amount)


def enters_a_passing_plan(designer: Person) -> None:
    """The second version takes what was there and changes the walls."""
    designer.press("修改为新一版")
    designer.sees("方案第 2 版")
    wall = designer.page.locator("[name='spaces-0-wall_method']")
    wall.select_option(label="装配式干法")
    designer.sees("82.06 %")
    designer.press("提交核验")
    designer.sees("方案第 2 版已提交，三项核验通过，等户主确认。")


def household_signs(tablet: Person, number: str) -> None:
    """On the clerk's phone the household reads its plan and signs with a finger."""
    tablet.finds(number)
    tablet.stays_within_the_screen()
    tablet.follow("户主确认方案及预算")
    tablet.follow("请户主确认")
    tablet.sees("请看一看您家的装修方案", "7.62")
    tablet.stays_within_the_screen()
    tablet.follow("同意，去签字")
    tablet.sees("见证人：清波街道办事处 城建线经办 周示例")
    tablet.press("确认签字")
    tablet.sees("还没有签名，请先签名再提交。")
    tablet.page.get_by_label("我看过方案和预算").check()
    tablet.signs()
    tablet.press("确认签字")
    tablet.sees("户主已确认方案和预算。申请表（附件 1）已生成，请打印后由装修人签字、企业盖章。")


def records_the_contract(designer: Person, number: str) -> None:
    """The designer records the contract with its scan."""
    designer.finds(number)
    designer.follow("登记装修合同")
    designer.follow("登记装修合同")
    designer.fill("装修合同金额", "76,200.00")
    designer.fill("签订日期", "2026-09-01")
    designer.upload("合同扫描件", "合同.pdf")
    designer.press("登记合同")
    designer.sees("装修合同已登记。", "已签合同")


def starts(manager: Person, number: str) -> None:
    """The site manager reports the start from the phone."""
    manager.finds(number)
    manager.follow("施工与巡查")
    manager.follow("登记开工")
    manager.fill("开工日期", "2026-09-03")
    manager.press("登记开工")
    manager.sees("已登记开工，施工期开始计算。", "施工中")
    manager.stays_within_the_screen()


def shows_concealed_work(manager: Person) -> None:
    """Before the panels close, the pipes are photographed."""
    manager.comes_back()
    manager.follow("隐蔽工程照片")
    manager.fill("拍摄日期", "2026-09-04")
    manager.choose("空间", "厨房")
    manager.choose("隐蔽部位", "给排水管路")
    manager.press("上传")
    assert manager.error_at("封闭前照片")
    manager.upload("封闭前照片", "管路.jpg")
    manager.press("上传")
    manager.sees("隐蔽工程照片已保存。", "还没有照片：卫生间")
    manager.follow("隐蔽工程照片")
    manager.fill("拍摄日期", "2026-09-04")
    manager.choose("空间", "卫生间")
    manager.choose("隐蔽部位", "给排水管路")
    manager.upload("封闭前照片", "卫生间管路.jpg")
    manager.press("上传")
    manager.sees("隐蔽工程照片已保存。", "各空间已留照片")


def reports_the_finish(manager: Person) -> None:
    """The works are reported as finished; it does not count before somebody confirms."""
    manager.comes_back()
    manager.follow("报告完工")
    manager.fill("完工日期", "2026-09-08")
    manager.press("报告完工")
    manager.sees("已报告完工，等户主或巡查确认。", "施工中")


def confirms_the_finish(clerk: Person, number: str) -> None:
    """The clerk takes in what the household signed for the day."""
    clerk.finds(number)
    clerk.follow("施工与巡查")
    clerk.takes_in_a_signed_end("确认完工", "2026-09-08")
    clerk.sees("完工已确认，验收期开始计算。", "组织验收", "10月8日")


def accepts(inspector: Person, number: str) -> None:
    """Item by item on site, then the two opinions, then the end."""
    inspector.finds(number)
    inspector.follow("验收")
    inspector.follow("安排现场验收")
    inspector.fill("约定验收日期", "2026-09-09")
    inspector.press("安排验收")
    inspector.sees("已安排现场验收。")
    inspector.follow("逐项核验")
    agree(inspector.page)
    inspector.stays_within_the_screen()
    inspector.press("保存")
    inspector.sees("核验内容已保存，三项核验已按实测重新计算。")
    inspector.follow("出具验收意见")
    inspector.choose("验收意见", "验收合格")
    inspector.fill("住建部门验收人员意见", "现场逐项核验，与方案一致。")
    inspector.press("出具意见")
    inspector.sees("验收意见已记录。")
    inspector.follow("记录户主意见")
    inspector.choose("改造家庭确认意见", "满意")
    inspector.fill("签字日期", "2026-09-09")
    inspector.signs()
    inspector.fill("见证人", "社区 周示例")  # who judges is not the only witness
    inspector.press("记录意见")
    inspector.sees("改造家庭意见已记录。")
    inspector.follow("办结：验收合格")
    inspector.press("办结")
    inspector.sees("本次验收已办结。", "验收合格")


def agree(page: Page) -> None:
    """Tick “as planned” on every item."""
    for row in each(page.locator(".check-row")):
        row.locator("label.tile", has_text=re.compile("与方案一致|^\\s*符合|已更换")).first.click()
