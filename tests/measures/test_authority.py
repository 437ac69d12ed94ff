"""The table of what a county may order, and what it may not: each refusal names article and body."""

from datetime import date

import pytest
import yaml

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.measures.choices import MeasureKind, Route
from lianfang.command.measures.rules import KINDS, AboveDecision, Power, class_of, judge, routes_for
from tests.builders.standards import CHINA

TODAY = date(2026, 11, 26)
NAMES = ("code", "measure", "applies_to", "title", "decider", "county_power", "basis")
ROWS = yaml.safe_load((CHINA / "authorities.yaml").read_text(encoding="utf-8"))
POWERS = sorted(
    (
        Power(
            **{name: row[name] for name in NAMES},
            must_report_up=row.get("must_report_up", False),
            may_be_complained_of=row.get("may_be_complained_of", False),
        )
        for row in ROWS
    ),
    key=lambda power: power.applies_to == "any",
)
ABOVE = AboveDecision("昌吉回族自治州人民政府", "昌州政发〔2026〕9号", TODAY)
K, R = MeasureKind, Route


NOTHING = AboveDecision()


def decide(kind, route, disease, *, above=NOTHING):
    return judge(kind, route, disease, POWERS, above=above, today=TODAY)


@pytest.mark.parametrize("disease", ["a", "b", "c", "unknown", "none"])
@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (K.STOP_GATHERINGS, "A01"), (K.SUSPEND_WORK, "A02"), (K.SUSPEND_BUSINESS, "A03"),
        (K.SUSPEND_SCHOOL, "A04"), (K.SEAL_WATER, "A05"), (K.SEAL_FOOD, "A06"),
        (K.CONTROL_ANIMALS, "A07"), (K.CLOSE_PLACE, "A08"), (K.LIMIT_PLACE, "A09"),
        (K.OTHER, "A09"), (K.REQUISITION, "A21"),
    ],
)  # fmt: skip
def test_what_a_county_orders_itself(kind, code, disease):
    power = decide(kind, R.COUNTY, disease)

    assert power.code == code
    assert power.must_report_up == (kind != K.REQUISITION)
    assert routes_for(kind, disease, POWERS) == [R.COUNTY]


@pytest.mark.parametrize(
    ("kind", "route", "disease", "article", "body"),
    [
        # 封锁: province or State Council; a county has no way but to suggest it.
        (K.LOCKDOWN, R.COUNTY, "a", "第六十六条", "省级政府"),
        (K.LOCKDOWN, R.ABOVE, "a", "第六十六条", "国务院"),
        (K.LOCKDOWN, R.CONSENT, "a", "第六十六条", "省级政府"),
        (K.LOCKDOWN, R.COUNTY, "b", "第六十六条", "省级政府"),
        (K.LOCKDOWN, R.COUNTY, "unknown", "第六十六条", "省级政府"),
        # 交通卫生检疫: province.
        (K.TRAFFIC_QUARANTINE, R.COUNTY, "a", "第六十八条", "省级政府"),
        (K.TRAFFIC_QUARANTINE, R.COUNTY, "c", "第六十八条", "省级政府"),
        # 卫生检疫: the level above decides; not at all for 丙类.
        (K.AREA_QUARANTINE, R.COUNTY, "a", "第六十六条", "上一级政府"),
        (K.AREA_QUARANTINE, R.COUNTY, "b", "第六十六条", "上一级政府"),
        (K.AREA_QUARANTINE, R.ABOVE, "a", "第六十六条", "上一级政府"),
        (K.AREA_QUARANTINE, R.ABOVE, "c", "第六十六条", "上一级政府"),
        # 隔离场所、区域: 甲类 only. Pre-emptive measures: unknown diseases only.
        (K.CONTROL_ZONE, R.COUNTY, "b", "第六十四条", "县级以上地方政府"),
        (K.CONTROL_ZONE, R.COUNTY, "unknown", "第六十四条", "县级以上地方政府"),
        (K.PREEMPTIVE, R.COUNTY, "b", "第六十五条", "县级以上地方政府"),
        # Persons: no government orders it; compulsion for 甲类 only.
        (K.OBSERVATION, R.COUNTY, "a", "第五十八条", "医疗机构、疾病预防控制机构"),
        (K.OBSERVATION, R.INSTITUTION, "b", "第六十条", "医疗机构、疾病预防控制机构"),
        (K.OBSERVATION, R.INSTITUTION, "c", "第六十条", "医疗机构、疾病预防控制机构"),
        (K.OBSERVATION, R.INSTITUTION, "unknown", "第", "医疗机构、疾病预防控制机构"),
        (K.OBSERVATION, R.INSTITUTION, "none", "第", "医疗机构、疾病预防控制机构"),
        (K.ISOLATION, R.INSTITUTION, "b", "第五十八条", "医疗机构、疾病预防控制机构"),
        (K.ISOLATION, R.CONSENT, "c", "第五十八条", "医疗机构、疾病预防控制机构"),
        (K.ISOLATION_SUSPECTED, R.INSTITUTION, "c", "第五十八条", "医疗机构"),
        # Wrong ways for what a county decides itself.
        (K.SUSPEND_SCHOOL, R.ABOVE, "b", "第六十三条", "县级人民政府"),
        (K.REQUISITION, R.CONSENT, "b", "第四十四条", "县级人民政府"),
    ],
)
def test_what_a_county_may_not_order(kind, route, disease, article, body):
    with pytest.raises(RuleBroken) as refusal:
        decide(kind, route, disease)

    assert article in refusal.value.message
    assert body in refusal.value.message
    assert refusal.value.fields


@pytest.mark.parametrize(
    ("kind", "route", "disease", "code"),
    [
        (K.LOCKDOWN, R.SUGGEST, "a", "A14"),
        (K.TRAFFIC_QUARANTINE, R.SUGGEST, "a", "A15"),
        (K.AREA_QUARANTINE, R.SUGGEST, "b", "A13"),
        (K.AREA_QUARANTINE, R.ABOVE, "a", "A12"),
        (K.CONTROL_ZONE, R.COUNTY, "a", "A10"),
        (K.PREEMPTIVE, R.COUNTY, "unknown", "A11"),
        (K.OBSERVATION, R.INSTITUTION, "a", "A18"),
        (K.OBSERVATION, R.CONSENT, "b", "A19"),
        (K.OBSERVATION, R.CONSENT, "c", "A20"),
        (K.OBSERVATION, R.CONSENT, "unknown", "A18"),
        (K.ISOLATION, R.INSTITUTION, "a", "A16"),
        (K.ISOLATION_SUSPECTED, R.INSTITUTION, "a", "A17"),
    ],
)
def test_the_ways_that_are_open(kind, route, disease, code):
    assert decide(kind, route, disease, above=ABOVE).code == code


@pytest.mark.parametrize(
    "above",
    [
        AboveDecision(),
        AboveDecision("州人民政府", "", TODAY),
        AboveDecision("州人民政府", "1号", None),
        AboveDecision("", "1号", TODAY),
        AboveDecision("州人民政府", "1号", date(2026, 11, 27)),
    ],
)
def test_a_decision_above_is_named_by_body_number_and_date(above):
    with pytest.raises(RuleBroken):
        decide(K.AREA_QUARANTINE, R.ABOVE, "a", above=above)


def test_every_kind_stands_under_a_known_row_and_an_unknown_law_allows_nothing():
    assert set(KINDS) == set(MeasureKind)
    assert {facts.authority for facts in KINDS.values()} <= {row["measure"] for row in ROWS}
    with pytest.raises(RuleBroken, match="没有"):
        judge(K.SUSPEND_WORK, R.COUNTY, "b", [], above=AboveDecision(), today=TODAY)
    assert routes_for(K.LOCKDOWN, "b", POWERS) == []
    assert routes_for(K.OBSERVATION, "none", POWERS) == [R.CONSENT]
    assert (class_of(None), class_of("a")) == ("unknown", "a")
