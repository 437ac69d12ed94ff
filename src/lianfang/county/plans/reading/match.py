"""Matches the unit names of a plan to the units that the county knows."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from lianfang.county.plans.reading.words import renames

LEAST = 0.55
_BRACKET = re.compile(r"[（(\[【]([^（()）\]】]*)[)）\]】]")
_PLACE = re.compile(
    r"(?:中共|国网|中国共产党)?[\u4e00-\u9fff]{2,9}?"
    r"(?:自治州|自治县|自治旗|地区|[县市州旗盟])(?=[\u4e00-\u9fff]{2})"
)
_RANK = re.compile(
    r"^(?:(?:全|各|本)?(?:自治区|自治州|国家|[县市区州省旗盟])|各)(?=[\u4e00-\u9fff]{2})"
)
_ORGAN = re.compile(r"^(?:中共)?(?:县委|市委|区委|州委|省委|党委|委)(?=[\u4e00-\u9fff])")
_KIND = re.compile(
    r"(?:委员会办公室|工作委员会|委员会|管理局|联合社|联社|联合会|分公司|有限责任公司|有限公司|公司|办公室|"
    r"服务中心|中心|总队|支队|大队|中队|工作部|总局|分局|局|委|办|部|厅|处|所|院|社|会|队|站)$"
)
# “市生态环境局某县分局”, “中国电信某县分公司”, “国网某县供电公司”
_BRANCH = re.compile(
    r"(?:(.{2,12}局)[^局]{2,8}分局|中国(电信|移动|联通|铁塔).*公司|国网.*(供电)公司)$"
)
_FULL = str.maketrans({"（": "(", "）": ")", "＆": "&"})


def normalised(name: str) -> str:
    """The name in one width, without white space and punctuation."""
    folded = unicodedata.normalize("NFKC", name).translate(_FULL)
    return re.sub(r"[\s“”\"'·、，,。]+", "", folded)


@lru_cache(maxsize=20_000)
def stem(name: str) -> str:
    """The work a name stands for: place, rank, kind of body and old names taken away."""
    plain = _BRACKET.sub("", normalised(name).replace("(", "（").replace(")", "）"))
    for short in _shortenings(plain):
        known = renames().get(short)
        if known:
            return known
    return _KIND.sub("", _without_place(plain)) or plain


def is_known_agency(name: str) -> bool:
    """Whether this is a name of a county agency, with nothing but its rank before it."""
    return any(short in renames() for short in _shortenings(_BRACKET.sub("", name)))


def _shortenings(plain: str) -> Iterable[str]:
    """The name with more and more taken off, so that the longest known name wins."""
    bases = dict.fromkeys([plain, _RANK.sub("", plain), _without_place(plain)])
    branch = _BRANCH.match(plain)
    if branch:
        bases = dict.fromkeys([_RANK.sub("", branch.group(branch.lastindex or 0)), *bases])
    for base in bases:
        yield base
        short = base
        while _KIND.search(short):
            # “市场监督管理局” is known without “局”, not without “管理局”: try the shorter cut first.
            if short.endswith("管理局"):
                yield short[:-1]
            short = _KIND.sub("", short, count=1)
            if not short:
                break
            yield short


def _without_place(plain: str) -> str:
    short = _ORGAN.sub("", _RANK.sub("", plain))
    if short == plain:
        short = _ORGAN.sub("", _RANK.sub("", _PLACE.sub("", plain, count=1)))
    return short or plain


def _is_party(name: str) -> bool:
    return bool(re.search(r"(?:县|市|区|州|省|党)委(?:$|[^员])|中共", normalised(name)))


def best_units(
    name: str, candidates: Iterable[tuple[str, Sequence[str]]]
) -> list[tuple[str, float, str]]:
    """
    Known units that a name may mean, best first: (code, score from 0 to 1, why in Chinese).

    An empty list means that no known unit comes near.
    """
    found: list[tuple[str, float, str]] = []
    for code, names in candidates:
        scores = [_score(name, other, is_alias=index > 0) for index, other in enumerate(names)]
        if scores:
            score, why = max(scores, key=lambda pair: pair[0])
            if score >= LEAST:
                found.append((code, round(score, 3), why))
    return sorted(found, key=lambda item: (-item[1], item[0]))


def _score(name: str, other: str, *, is_alias: bool) -> tuple[float, str]:
    mine, theirs = normalised(name), normalised(other)
    if not mine or not theirs:
        return 0.0, ""
    if mine == theirs:
        return (0.99, f"与别名“{other}”一致") if is_alias else (1.0, "名称完全一致")
    if set(_variants(name)) & set(_variants(other)):
        return 0.95, f"去掉地名和括注后与“{other}”一致"
    my_stem, their_stem = stem(name), stem(other)
    if my_stem == their_stem and _is_same_kind(name, other):
        return 0.9, f"与“{other}”是同一机构的简称、全称或改革前后的名称"
    ratio = SequenceMatcher(None, my_stem, their_stem, autojunk=False).ratio()
    whole = SequenceMatcher(None, mine, theirs, autojunk=False).ratio()
    score = 0.5 * ratio + 0.35 * whole
    return score, f"名称与“{other}”相近，请核对"


def _variants(name: str) -> list[str]:
    plain = normalised(name).replace("(", "（").replace(")", "）")
    without = _BRACKET.sub("", plain)
    inside = [part for part in _BRACKET.findall(plain) if len(part) > 2]
    return [
        short
        for base in (without, *inside)
        for short in (base, _without_place(base))
        if len(short) > 1
    ]


def _is_same_kind(name: str, other: str) -> bool:
    """A centre or company is not the bureau whose field it works in; nor is a township."""
    return _family(name) == _family(other)


def _family(name: str) -> str:
    plain = _BRACKET.sub("", normalised(name).replace("(", "（").replace(")", "）"))
    if re.search(r"公司$", plain):
        return "company"
    if re.search(r"医院|医疗机构|卫生院", plain):
        return "hospital"
    if re.search(r"[乡镇](?:人民)?政府|街道", plain):
        return "township"
    if re.search(r"学校|学院", plain):
        return "school"
    if re.search(r"(?:疾控|疾病预防控制)局$", plain):
        # The bureau of disease control (since 2021) stands beside the centre of that name.
        return "bureau"
    return "office"
