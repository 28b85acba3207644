"""What a stored file is, and what an upload of each kind may be."""

from __future__ import annotations

from apps.lib.labelled import Labelled


class FileKind(Labelled):
    """Kinds of stored files; apps above may use further codes with a label of their own."""

    APPLICATION_SCAN = "application_scan", "申请表盖章扫描件"
    PLAN_DRAWING = "plan_drawing", "设计图纸"
    SIGNED_PLAN_SCAN = "signed_plan_scan", "方案与预算签字扫描件"
    CONTRACT_SCAN = "contract_scan", "装修合同扫描件"
    SIGNATURE = "signature", "手写签名"
    POWER_OF_ATTORNEY = "power_of_attorney", "委托书"
    OWNERSHIP_PROOF = "ownership_proof", "房屋权属证明"
    MATERIAL = "material", "申请材料"
    OVERRUN_NOTE = "overrun_note", "超期情况说明"
    FINISH_SCAN = "finish_scan", "完工、整改完成的报告或确认签字扫描件"
    WORK_PHOTO = "work_photo", "施工照片"
    ACCEPTANCE_PHOTO = "acceptance_photo", "验收照片"
    ACCEPTANCE_SCAN = "acceptance_scan", "验收表签字扫描件"
    WARRANTY_LETTER = "warranty_letter", "质量保修书扫描件"
    DECLARED_EVIDENCE = "declared_evidence", "申报数据佐证"
    YEAR_CLOSE_SCAN = "year_close_scan", "年终核定签字盖章扫描件"
    CORRECTION_PROOF = "correction_proof", "更正证明材料"
    LISTING_PAPER = "listing_paper", "名录申请材料"
    REVIEW_SHEET = "review_sheet", "人员账号复核签字名单"
    LETTER_PICTURE = "letter_picture", "留言照片"
    TICKET_PICTURE = "ticket_picture", "诉求件照片"
    MISSING_NOTE = "missing_note", "缺件说明签字扫描件"
    REVOCATION_PAPER = "revocation_paper", "撤销程序材料"
    RECHECK_PAPER = "recheck_paper", "复核材料"
    ENDING_PAPER = "ending_paper", "终止依据材料"
    SUPPLEMENT = "supplement", "补充归档材料"
    ARCHIVE_PACKAGE = "archive_package", "一户一档存档包"
    PAPER = "paper", "系统生成文书"


class Media(Labelled):
    """Media types the store takes."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG 图片"
    PNG = "image/png", "PNG 图片"
    WEBP = "image/webp", "WebP 图片"
    HEIC = "image/heic", "HEIC 图片"
    XLSX = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel 表格（xlsx）",
    )


ZIP = "application/zip"
"""Of packages that are made here; nobody uploads one."""
IMAGES = frozenset({Media.JPEG, Media.PNG, Media.WEBP, Media.HEIC})
SCANS = IMAGES | {Media.PDF}

ACCEPTED: dict[str, frozenset[Media]] = {
    FileKind.SIGNATURE: frozenset({Media.PNG}),
    FileKind.WORK_PHOTO: IMAGES,
    FileKind.ACCEPTANCE_PHOTO: IMAGES,
    FileKind.LETTER_PICTURE: IMAGES,
    FileKind.TICKET_PICTURE: IMAGES,
    FileKind.DECLARED_EVIDENCE: SCANS | {Media.XLSX},
}
"""Media accepted by kind; every other kind takes scans."""


def accepted_media(kind: str) -> frozenset[Media]:
    """Return the media types an upload of this kind may have."""
    return ACCEPTED.get(kind, SCANS)


def kind_label(kind: str) -> str:
    """Return the Chinese name of a kind, or the code itself for a kind of another app."""
    return next((each.label for each in FileKind if each == kind), kind)
