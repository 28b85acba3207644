"""个人信息处理告知 as a body says it that has no wording of its own: what the system really does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

UNSET = "未设定"


@dataclass(frozen=True, slots=True)
class Body:
    """A body with the telephone it is asked at; '' where none is set."""

    name: str
    phone: str = ""

    @property
    def contact(self) -> str:
        """Name and telephone."""
        return f"{self.name}（电话 {self.phone or UNSET}）"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who sees what of the sensitive fields, by their labels."""

    who: str
    whole: tuple[str, ...]
    on_purpose: tuple[str, ...]
    """Shown in part; the whole value against a purpose that is logged."""
    in_part: tuple[str, ...]
    hidden: tuple[str, ...]

    @property
    def words(self) -> str:
        """One sentence."""
        parts = (
            (self.whole, "可以看到{}"),
            (self.on_purpose, "{}平时只显示一部分，写明用途并留下记录后可以看到完整内容"),
            (self.in_part, "{}只显示一部分"),
            (self.hidden, "看不到{}"),
        )
        return f"{self.who}：" + "；".join(says.format("、".join(fields)) for fields, says in parts if fields)


def default_wording(counter: Body, bureau: Body, upper: str, readers: Iterable[Reader]) -> str:
    """Return the wording, a paragraph a line: what 第十七条 asks for, in its order.

    ``counter`` takes the application in and ``bureau`` files it; they may be one. No source fixes how
    long anything is kept, so the period says 未设定.
    """
    asked = counter.contact if counter == bureau else f"{counter.contact}；备案部门 {bureau.contact}"
    return "\n".join(
        (
            f"一、谁处理您的个人信息：{asked}。",
            "二、为什么处理：办理您自愿申报的家装“厨卫换新”，即登记、受理、备案、方案与预算确认、施工巡查、验收、"
            "一户一档和按期上报统计（浙建管发〔2024〕80号；杭房局〔2024〕43号）。"
            "法律依据：《中华人民共和国个人信息保护法》第十三条、第三十四条；本告知依据第十七条、第三十五条。",
            "三、处理哪些：申请表（43号 附件1）所列的姓名、证件类型和号码、联系方式、房屋坐落和房屋情况、"
            "家庭人数、家庭情况（困难家庭或一般家庭）、改造意愿和预算；代办人的姓名、联系方式和委托书；"
            "以及办理中形成的方案、合同、签字和施工现场照片。证件号码、联系方式、家庭情况和上传的材料加密保存，"
            "每次查看完整号码都留下记录。",
            "四、谁会收到（各看到哪些）：",
            *(f"　　{reader.words}。" for reader in readers),
            "　　以上各方都能看到与其办理有关的房屋坐落和办理情况。申请表须装修企业盖章，"
            f"盖章时会看到表上所填的内容。上报{upper}的统计表不列姓名、号码和住址。",
            f"五、保存多久：{UNSET}。没有文件规定这一期限，本单位也还没有设定；设定以前不会自动删除。",
            "六、您的权利：查阅、复制您的个人信息（第四十五条），更正、补充（第四十六条），"
            "在法定情形下要求删除（第四十七条），要求解释本告知（第四十八条）。"
            f"请向{counter.name}提出，电话 {counter.phone or UNSET}。",
        )
    )


def digest_of(text: str) -> str:
    """Return what tells one wording from another: 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()
