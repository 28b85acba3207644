"""Which papers an application brings (43号 三(二)). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from apps.othertrack.enums import Proof


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field."""

    field: str
    words: str


def proof_faults(*, proof: str, is_rural: bool, name: str, issuer: str) -> list[Fault]:
    """Return what is wrong with the proof of whose home it is.

    不动产权证 is asked of everybody; 农房 follow the source by analogy (参照执行), and there another proof
    stands in with its type and who issued it. Of 不动产权证 neither is written down, so neither is taken.
    """
    if proof == Proof.TITLE:
        given = (("proof_name", name, "证明名称"), ("proof_issuer", issuer, "出具单位"))
        return [
            Fault(field, f"不动产权证不填{label}，请清空；交的是其他证明的，请改选其他权属证明。")
            for field, words, label in given
            if words.strip()
        ]
    if not is_rural:
        return [Fault("proof", "城镇住宅应提交不动产权证；其他权属证明只用于农房（参照执行）。")]
    found = []
    if not name.strip():
        found.append(Fault("proof_name", "请填写证明的名称，如宅基地使用权证。"))
    if not issuer.strip():
        found.append(Fault("proof_issuer", "请填写出具证明的单位。"))
    return found
