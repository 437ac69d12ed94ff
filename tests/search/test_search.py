"""Finding records in Chinese, within what the actor may see."""

from uuid import uuid4

import pytest

from lianfang.base.kernel.permissions import Permission
from lianfang.base.search.public import Finding, find, forget, index, matching_uuids
from lianfang.base.search.rules import query_terms, terms_of

COUNTY = "650000/652300/652327/"


def _index(title: str, **overrides: object) -> Finding:
    facts = {
        "kind": "plan",
        "uuid": uuid4(),
        "title": title,
        "url": "/x/",
        "permission": Permission.PLAN_VIEW,
        "area_path": COUNTY,
    }
    finding = Finding(**(facts | overrides))
    index(finding)
    return finding


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("做好传染病防控知识宣传教育", "防控", True),
        ("做好传染病防控知识宣传教育", "控防", False),
        ("诺如病毒感染性腹泻", "诺如", True),
        ("编号 T-2026-000123", "000123", True),
        ("艾力·买买提的学校", "买买提", True),
        ("全角ＡＢＣ", "abc", True),
        ("预案", "预", True),
        ("预案", "。", False),
    ],
)
def test_every_query_term_stands_in_the_terms_of_a_matching_text(
    text: str, words: str, found: bool
) -> None:
    terms = query_terms(words)

    assert (bool(terms) and set(terms) <= set(terms_of(text))) is found


def test_two_character_words_are_found(office, county) -> None:
    wanted = _index("县疾控中心现场流行病学调查")
    _index("县交通局设置检查站")

    assert [entry.target_uuid for entry in find(office, "疾控")] == [wanted.uuid]


def test_all_words_must_stand_in_the_record(office, county) -> None:
    _index("学校晨午检")

    assert find(office, "学校 停课") == []
    assert len(find(office, "学校 晨午检")) == 1


def test_another_township_finds_nothing_of_ours(li, zhao, county) -> None:
    _index("北庭镇排查登记", area_path=county.areas["652327103"].path)

    assert len(find(li, "排查")) == 1
    assert find(zhao, "排查") == []


def test_a_county_record_reaches_down_only_when_it_says_so(li, county) -> None:
    _index("全县预案正文", reaches_down=True)
    _index("全县内部记录")

    assert [entry.title for entry in find(li, "全县")] == ["全县预案正文"]


def test_a_unit_record_is_found_by_the_unit_and_by_the_command_only(
    office, wang, teacher, county
) -> None:
    _index("医院自己的任务", unit_id=county.units["county-hospital"].pk)

    assert len(find(wang, "医院")) == 1
    assert len(find(office, "医院")) == 1
    assert find(teacher, "医院") == []


def test_without_the_permission_nothing_is_found(sysadmin, county) -> None:
    _index("预案正文")

    assert find(sysadmin, "预案") == []


def test_renewing_replaces_the_old_words(office, county) -> None:
    old = _index("旧标题甲乙")
    _index("新标题丙丁", uuid=old.uuid)

    assert find(office, "甲乙") == []
    assert len(find(office, "丙丁")) == 1
    assert matching_uuids("plan", "丙丁") == [old.uuid]


def test_a_forgotten_record_is_gone(office, county) -> None:
    finding = _index("将要删除")
    forget("plan", finding.uuid)

    assert find(office, "删除") == []


@pytest.mark.parametrize("words", ['"', "* OR 1", "a AND", "' | !", "\x00", "（）", " " * 50])
def test_search_operators_in_the_words_are_only_words(office, county, words: str) -> None:
    _index("普通记录")

    assert find(office, words) == []
