import pytest

from lianfang.county.plans.reading import CatalogueEntry, best_units, propose_actions

KNOWN = [
    ("health", ["县卫生健康委", "县卫生健康委员会"]),
    ("reform", ["县发展和改革委员会"]),
    ("nature", ["县自然资源局"]),
    ("environment", ["县环境保护局"]),
    ("market", ["县市场监督管理局"]),
    ("emergency", ["县应急管理局"]),
    ("culture", ["县文化体育广播电视和旅游局（文物局）"]),
    ("farming", ["县农业农村局"]),
    ("labour", ["县人力资源和社会保障局"]),
    ("trade", ["县商务和工业信息化局"]),
    ("cdc", ["县疾病预防控制中心"]),
    ("internet", ["县委网信办"]),
    ("police", ["县公安局"]),
    ("townships", ["乡镇人民政府"]),
    ("hospitals", ["县直公立医疗机构"]),
    ("supply", ["县供销社"]),
]


@pytest.mark.parametrize(
    "name, code",
    [
        ("县卫生健康委", "health"),
        ("县卫健委", "health"),
        ("卫健委", "health"),
        ("县卫生局", "health"),
        ("青川县卫生和计划生育委员会", "health"),
        ("县发改委", "reform"),
        ("县国土资源局", "nature"),
        ("市生态环境局某某县分局", "environment"),
        ("县环保局", "environment"),
        ("县食品药品监督管理局", "market"),
        ("县工商局", "market"),
        ("县质监局", "market"),
        ("县安监局", "emergency"),
        ("县文旅局", "culture"),
        ("文物局", "culture"),
        ("县畜牧局", "farming"),
        ("县人社局", "labour"),
        ("县商工局", "trade"),
        ("县疾控中心", "cdc"),
        ("县委网络安全和信息化委员会办公室", "internet"),
        ("沙湾县公安局", "police"),
        ("各乡镇人民政府", "townships"),
        ("县供销合作联社", "supply"),
    ],
)
def test_a_unit_is_found_under_its_short_old_or_full_name(name, code):
    assert best_units(name, KNOWN)[0][0] == code


def test_the_same_name_scores_higher_than_an_alias_and_an_alias_higher_than_a_rename():
    exact = best_units("县卫生健康委", KNOWN)[0]
    alias = best_units("县卫生健康委员会", KNOWN)[0]
    renamed = best_units("县卫计委", KNOWN)[0]

    assert exact == ("health", 1.0, "名称完全一致")
    assert exact[1] > alias[1] > renamed[1] >= 0.9


@pytest.mark.parametrize("name", ["县气象局", "县委统战部", "县人民医院", "武警中队"])
def test_an_unknown_unit_is_not_taken_for_a_known_one(name):
    assert [item for item in best_units(name, KNOWN) if item[1] >= 0.9] == []


def test_a_company_is_not_the_bureau_of_its_field():
    assert [m for m in best_units("县公安器材有限公司", KNOWN) if m[1] >= 0.9] == []


CATALOGUE = [
    CatalogueEntry("school_checks", "学校晨午检", ["学校", ["师生", "宣传"], "校内"]),
    CatalogueEntry("publicity", "健康知识宣传", ["宣传教育"]),
    CatalogueEntry("market", "市场巡查", ["市场", "价格"]),
]


def test_actions_are_proposed_with_the_places_of_the_words_that_matched():
    duty = "负责各级各类学校防控，对师生进行宣传教育"

    proposed = propose_actions(duty, CATALOGUE)

    assert [code for code, _, _ in proposed] == ["school_checks", "publicity"]
    assert proposed[0][2] == [(6, 8, "学校"), (12, 14, "师生"), (16, 18, "宣传")]
    assert all(duty[start:end] == word for _, _, words in proposed for start, end, word in words)
    assert propose_actions(duty, reversed(CATALOGUE)) == proposed


def test_words_asked_for_together_do_not_match_alone():
    entry = CatalogueEntry("both", "两词", [["隔离", "点位"]])

    assert propose_actions("做好隔离管理", [entry]) == []
    assert propose_actions("做好隔离点位管理", [entry])[0][0] == "both"
