"""Facts as people and machines write them, read into what grading works with."""

import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.emergencies.choices import FactKey

from .clauses import INFECTIOUS
from .facts import CITY, COUNTRYSIDE, SCHOOL, Facts, KnownDisease

MOST_PEOPLE = 100_000_000
MOST_DAYS = 36_500
MOST_RATIO = 1_000_000
MOST_AREAS = {"counties": 3_000, "prefectures": 400, "provinces": 34}
LONGEST_WORD = 60

# Kinds of event by the code of the report card, and what a kind says by itself.
TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "infectious": (INFECTIOUS, ("传染病",)),
    "food": ("02", ("食物中毒", "群体性食物中毒")),
    "occupational": ("03", ("职业中毒", "急性职业中毒")),
    "poisoning": ("04", ("其他中毒", "其它中毒事件", "其他中毒事件")),
    "environment": ("05", ("环境卫生",)),
    "vaccination": ("06", ("免疫接种", "预防接种", "群体性预防性服药")),
    "unexplained": ("07", ("群体性不明原因疾病", "不明原因疾病")),
    "iatrogenic": ("08", ("医源性感染", "重大医源性感染")),
    "nosocomial": ("08", ("医疗机构内感染",)),
    "radiation": ("09", ("放射性卫生",)),
    "agent_loss": ("10", ("菌株丢失", "菌株、毒株、致病因子丢失", "致病因子丢失")),
    "agent_transport": ("10", ("隐匿运输", "隐匿运输、邮寄病原体或毒素")),
    "other": ("10", ("其他", "其他公共卫生", "其它公共卫生")),
}
IMPLIED: dict[str, dict[str, bool]] = {
    "agent_loss": {"agent_lost": True, "agent_concealed": False},
    "agent_transport": {"agent_concealed": True, "agent_lost": False},
    # The kind is named after the criterion; whoever knows better says "major_iatrogenic": false.
    "iatrogenic": {"major_iatrogenic": True},
}
# What only one kind of event can have: said to hold, it says the kind where nobody did.
TELLING = {
    "new_to_country": "infectious", "eliminated_returns": "infectious", "imported": "infectious",
    "foreign_epidemic": "infectious", "agent_lost": "agent_loss", "agent_concealed": "agent_transport",
    "major_iatrogenic": "iatrogenic", "mass_reaction": "vaccination",
}  # fmt: skip
# Key of a fact: the circumstance that it answers.
YES_OR_NO = {
    "spreading": "spreading", "linked": "linked", "imported": "imported",
    "new_to_china": "new_to_country", "eliminated": "eliminated_returns",
    "first_in_city": "first_in_city", "large_or_medium_city": "large_or_medium_city",
    "foreign_epidemic": "foreign_epidemic", "serious_threat": "serious_threat",
    "several_foci": "several_foci", "continuous": "continuous",
    "major_iatrogenic": "major_iatrogenic", "mass_reaction": "mass_reaction",
    "agent_lost": "agent_lost", "agent_concealed": "agent_concealed",
}  # fmt: skip
PEOPLE = {"cases": "病例数", "suspected": "疑似病例数", "deaths": "死亡数"}
AREAS = {"counties": "波及县数", "prefectures": "波及市（州）数", "provinces": "波及省数"}
FACT_LABELS = {"type": "事件类别", "disease": "病种", **PEOPLE, **dict(FactKey.choices)}
NOBODY_KNOWS = frozenset({"", "不明", "未知", "不详", "unknown", "none", "null"})
SCHOOLS = ("school", "kindergarten", "nursery", "university", "college", "学校", "小学", "中学",
           "大学", "学院", "高校", "幼儿园", "托幼", "托育")  # fmt: skip
CITIES = ("large_city", "medium_city", "big_city", "city", "大城市", "中等城市", "中城市", "城市")
VILLAGES = (
    "village",
    "township",
    "county",
    "rural",
    "countryside",
    "农村",
    "村庄",
    "乡镇",
    "县城",
    "牧区",
)
RECOGNISER_WORDS = {
    "state": ("state", "national", "nation", "country", "nhc", "国务院", "国家"),
    "province": ("province", "provincial", "省", "自治区", "兵团", "直辖市"),
    "county": ("county", "县", "旗"),
    "prefecture": ("prefecture", "prefectural", "municipal", "city", "市", "州", "地区", "盟"),
}


@dataclass(frozen=True)
class Given:
    """Facts read, and remarks about what was left aside or taken as something else."""

    facts: Facts
    remarks: tuple[str, ...] = ()


def read_facts(told: object, catalogue: Mapping[str, KnownDisease]) -> Given:
    """
    Read facts; a key that is missing or null is unknown.

    :raises RuleBroken: no object, or a value that cannot be: negative, absurd, of the wrong kind,
        or contradicting another one.
    """
    if not isinstance(told, Mapping):
        raise RuleBroken(
            '事实应写成一个 JSON 对象，例如 {"type": "food", "cases": 35, "deaths": 0}。'
        )
    known = {key: value for key, value in told.items() if not _is_unknown(value)}
    remarks = [f"“{key}”不是分级所用的项，未采用。" for key in known if key not in FACT_LABELS]
    kind = _kind(known["type"]) if "type" in known else ""
    disease, named = _disease(known.get("disease"), catalogue)
    if named:
        remarks.append(f"“{named}”不在病种目录中，涉及具体病种的标准按未知处理，请核对名称。")
    counts = {key: _whole(key, known[key], MOST_PEOPLE) for key in PEOPLE if key in known}
    areas = {key: _whole(key, known[key], MOST_AREAS[key]) for key in AREAS if key in known}
    circumstances = _circumstances(kind, known)
    facts = Facts(
        event_type=TYPES[kind][0] if kind else _type_of(disease) or _told_by(circumstances),
        disease=disease, named=named, **counts, **areas,
        window_days=_real(known, "window_days", MOST_DAYS),
        weekly_ratio=_real(known, "weekly_ratio_to_5y_mean", MOST_RATIO),
        place_kind=_place(known["place_kind"]) if "place_kind" in known else "",
        during_major_event=_yes_or_no(known, "during_major_event"),
        recognised_by=_recogniser(known["recognised_by"]) if "recognised_by" in known else "",
        circumstances=circumstances,
    )  # fmt: skip
    _check_together(facts)
    return Given(facts, tuple(remarks))


def _is_unknown(value: object) -> bool:
    return value is None or (isinstance(value, str) and _plain(value) in NOBODY_KNOWS)


def _refuse(key: str, words: str) -> RuleBroken:
    return RuleBroken(f"“{key}”（{FACT_LABELS[key]}）{words}", fields={key: words})


def _kind(value: object) -> str:
    word = _word("type", value)
    for kind, (code, labels) in TYPES.items():
        if word in {_plain(one) for one in (kind, *labels)} or word == code != "10":
            return kind
    if word == "10":
        return "other"
    raise _refuse("type", f"不认识“{value}”，请写 {'、'.join(TYPES)} 中的一种，不明时不写。")


def _type_of(disease: KnownDisease | None) -> str:
    """The kind of event that a disease goes with, where nobody said the kind."""
    if disease is None:
        return ""
    if disease.code == "unexplained_cluster":
        return TYPES["unexplained"][0]
    return TYPES["food"][0] if disease.kind == "foodborne" else INFECTIOUS


def _told_by(circumstances: Mapping[str, bool]) -> str:
    """The kind of event that what is said to hold speaks of; empty where it speaks of several."""
    types = {TYPES[kind][0] for code, kind in TELLING.items() if circumstances.get(code)}
    return types.pop() if len(types) == 1 else ""


def _disease(
    value: object, catalogue: Mapping[str, KnownDisease]
) -> tuple[KnownDisease | None, str]:
    if value is None:
        return None, ""
    if not isinstance(value, str) or len(value) > LONGEST_WORD:
        raise _refuse("disease", f"应写病种名称或编号，不超过 {LONGEST_WORD} 个字。")
    found = find_disease(value, catalogue.values())
    return found, "" if found else value.strip()


def find_disease(words: str, diseases: Iterable[KnownDisease]) -> KnownDisease | None:
    """
    The disease of a code, a name or another name; else the one whose longest name stands in the words.

    None where none fits or two fit equally well.
    """
    word = _plain(words)
    best: dict[int, dict[str, KnownDisease]] = {}
    for disease in diseases:
        for name in (disease.code, disease.name, *disease.names):
            plain = _plain(name)
            if plain == word:
                return disease
            if len(plain) > 1 and plain in word and not plain.isdigit():
                best.setdefault(len(plain), {})[disease.code] = disease
    longest = best.get(max(best, default=0), {})
    return next(iter(longest.values())) if len(longest) == 1 else None


def _plain(words: str) -> str:
    """Small letters, half-width, without blanks and marks."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def _word(key: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_WORD:
        raise _refuse(key, f"应写文字，不超过 {LONGEST_WORD} 个字。")
    return _plain(value)


def _whole(key: str, value: object, most: int) -> int:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, float) and value.is_integer():
        is_whole, value = True, int(value)
    if not is_whole or not isinstance(value, int):
        raise _refuse(key, "应为整数。")
    if value < 0:
        raise _refuse(key, "不能是负数，请核对。")
    if value > most:
        raise _refuse(key, f"不可能超过 {most}，请核对。")
    return value


def _real(known: Mapping[str, Any], key: str, most: int) -> float | None:
    if key not in known:
        return None
    value = known[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        raise _refuse(key, "应为数字。")
    if value < 0 or (key == "window_days" and value == 0):
        raise _refuse(key, "应大于 0，请核对。")
    if value > most:
        raise _refuse(key, f"不可能超过 {most}，请核对。")
    return float(value)


def _yes_or_no(known: Mapping[str, Any], key: str) -> bool | None:
    value = known.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise _refuse(key, "应写 true 或 false，不知道时不写。")


def _circumstances(kind: str, known: Mapping[str, Any]) -> dict[str, bool]:
    told = dict(IMPLIED.get(kind, {}))
    for key, code in YES_OR_NO.items():
        value = _yes_or_no(known, key)
        if value is not None:
            told[code] = value
    return told


def _place(value: object) -> str:
    word = _word("place_kind", value)
    groups: tuple[tuple[str, tuple[str, ...]], ...] = (
        (SCHOOL, SCHOOLS), (CITY, CITIES), (COUNTRYSIDE, VILLAGES),
    )  # fmt: skip
    for kind, words in groups:
        if any(_plain(one) in word for one in words):
            return kind
    return SCHOOL if word == "01" else word


def _recogniser(value: object) -> str:
    word = _word("recognised_by", value)
    # 自治区 is a province, 自治州 a prefecture, 自治县 a county; a county names its prefecture first.
    if "自治州" in word and "县" not in word:
        return "prefecture"
    for level, words in RECOGNISER_WORDS.items():
        if any(_plain(one) in word for one in words):
            return level
    raise _refuse(
        "recognised_by", "应写 state、province、prefecture 或 county（国家、省、市州、县）。"
    )


def _check_together(facts: Facts) -> None:
    """:raises RuleBroken: more dead than ill, or fewer counties than prefectures."""
    if facts.cases is not None and (facts.deaths or 0) > facts.cases + (facts.suspected or 0):
        raise _refuse(
            "deaths", f"为 {facts.deaths}，多于病例数 {facts.cases}；死亡者也计入病例，请核对。"
        )
    known = [(key, getattr(facts, key)) for key in AREAS if getattr(facts, key) is not None]
    for (small, fewer), (large, more) in pairwise(known):
        if more > fewer:
            raise _refuse(large, f"为 {more}，多于{AREAS[small]} {fewer}，请核对。")
    for key, value in known:
        if value == 0 and facts.cases:
            raise _refuse(key, f"为 0，但已有病例 {facts.cases} 例，请核对。")
