"""Arithmetic of persons: names, papers, ages. Plain values only."""

import re
import unicodedata
from datetime import date

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.identifiers import is_citizen_number, is_mobile

from .choices import IdentityKind, Sex

LONGEST_NAME = 60
# Full age: 民法典 art. 17.
OF_AGE = 18
# Under this age all personal data are sensitive: 个人信息保护法 art. 28, 31.
SMALL_CHILD = 14
SHORTEST_REASON = 4
# Signs that keyboards and OCR put for the dot in names such as 阿依古丽·买买提.
DOTS = re.compile(r"\s*[·•・‧∙⋅．᛫●]\s*")
LANDLINE = re.compile(r"(0\d{2,3}-?)?\d{7,8}(-\d{1,6})?")


def clean_name(name: str) -> str:
    """A name as people write it: one kind of dot, single blanks, nothing cut in two."""
    # NFC and not NFKC: a full-width letter is put right, a rare character is not replaced.
    text = unicodedata.normalize("NFC", name).strip()
    return re.sub(r"\s+", " ", DOTS.sub("·", text))


def check_name(name: str) -> str:
    """
    The cleaned name.

    :raises RuleBroken: empty, too long, or with digits in it.
    """
    text = clean_name(name)
    if not text:
        raise RuleBroken("请填写姓名。", fields={"name": "请填写姓名"})
    if len(text) > LONGEST_NAME:
        raise RuleBroken(f"姓名不能超过 {LONGEST_NAME} 个字，请核对。", fields={"name": "姓名过长"})
    if re.search(r"\d", text):
        raise RuleBroken("姓名中不应有数字，请核对是否填错了列。", fields={"name": "不应有数字"})
    return text


def check_identity(kind: str, number: str) -> str:
    """
    The number without blanks, in capitals.

    :raises RuleBroken: a kind without number, a number without kind, or a check digit that fails.
    """
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).upper()
    if kind == IdentityKind.NONE:
        if text:
            raise RuleBroken(
                "填写了证件号码，请同时选择证件类型。", fields={"identity_kind": "请选择证件类型"}
            )
        return ""
    if not text:
        raise RuleBroken(
            "请填写证件号码；没有证件时，证件类型选“无证件”。",
            fields={"identity": "请填写证件号码"},
        )
    if kind == IdentityKind.CITIZEN and not is_citizen_number(text):
        raise RuleBroken(
            "身份证号码不正确（位数、出生日期或校验码不符），请对照证件核对。",
            fields={"identity": "号码不正确，请对照证件核对"},
        )
    return text


def check_phone(phone: str) -> str:
    """
    The number without blanks; empty is allowed.

    :raises RuleBroken: neither a mobile nor a landline number.
    """
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", phone))
    if text and not (is_mobile(text) or LANDLINE.fullmatch(text)):
        raise RuleBroken(
            "电话应为 11 位手机号码，或带区号的固定电话。", fields={"phone": "号码不正确"}
        )
    return text


def born_on_of(kind: str, number: str, said: date | None, *, today: date) -> date | None:
    """
    The day of birth: as said, or as the citizen number has it.

    :raises RuleBroken: the two differ, or the day lies in the future.
    """
    known = said
    if kind == IdentityKind.CITIZEN and number:
        known = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        if said is not None and said != known:
            raise RuleBroken(
                f"出生日期与身份证号码（{known:%Y-%m-%d}）不一致，请核对。",
                fields={"born_on": "与身份证号码不一致"},
            )
    if known is not None and known > today:
        raise RuleBroken("出生日期不能晚于今天。", fields={"born_on": "不能晚于今天"})
    return known


def sex_of(kind: str, number: str, said: str) -> str:
    """The sex as said, or as the citizen number has it where nothing was said."""
    if said != Sex.UNKNOWN or kind != IdentityKind.CITIZEN or not number:
        return said
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def age_on(born_on: date | None, day: date) -> int | None:
    """Full years on a day; None where the day of birth is not known."""
    if born_on is None:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def is_minor(born_on: date | None, day: date) -> bool:
    age = age_on(born_on, day)
    return age is not None and age < OF_AGE


def check_guardian(
    *, person_id: int | None, guardian_id: int | None, guardian_born_on: date | None, today: date
) -> None:
    """:raises RuleBroken: a person their own guardian, or a guardian who is a minor."""
    if guardian_id is None:
        return
    if guardian_id == person_id:
        raise RuleBroken("监护人不能是本人。", fields={"guardian": "不能是本人"})
    if is_minor(guardian_born_on, today):
        raise RuleBroken("监护人应为成年人，请核对。", fields={"guardian": "应为成年人"})


def check_reason(reason: str) -> str:
    """:raises RuleBroken: no reason that somebody could check later."""
    text = reason.strip()
    if len(text) < SHORTEST_REASON:
        raise RuleBroken(
            f"请写明原因，不少于 {SHORTEST_REASON} 个字；原因将记入审计日志。",
            fields={"reason": "请写明原因"},
        )
    return text


def check_merge(*, kept_id: int, dropped_id: int, kept_gone: bool, dropped_gone: bool) -> None:
    """:raises RuleBroken: the same record twice, or one that was merged already."""
    if kept_id == dropped_id:
        raise RuleBroken("不能与本人的同一条记录合并，请选择另一条记录。")
    if kept_gone or dropped_gone:
        raise RuleBroken("其中一条记录已经合并到别处，请刷新后重新选择。")
