"""The papers of a response and its part in a situation report."""

import re
from datetime import timedelta

import pytest

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents import to_docx, to_pdf
from lianfang.base.kernel.documents.content import words
from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.emergencies.documents import (
    decision_document,
    proposal_document,
    refusal_document,
)
from lianfang.command.emergencies.public import (
    TallyFigures,
    approve_proposal,
    get_proposal,
    pending_proposal,
    refuse_proposal,
    update_tally,
)
from lianfang.command.emergencies.sections import sections
from tests.builders.emergencies import build_emergency, build_proposal, build_response, decide

pytestmark = pytest.mark.django_db


def test_a_decision_states_matter_level_period_and_measures(county, plan, chief):
    response = build_response(county, level=3)
    proposal = get_proposal(chief, response.steps.get().uuid)

    document = decision_document(proposal)

    text = "\n".join(words(document))
    assert document.number == proposal.decision_number
    assert document.title == "关于启动北庭镇中心学校诺如病毒聚集性疫情Ⅲ级应急响应的决定"
    assert document.issuer == "吉木萨尔县突发公共卫生事件应急指挥部"
    assert document.copies_to == "昌吉回族自治州人民政府，毗邻地区人民政府，驻地部队"
    until = proposal.expected_until
    for stated in (
        "响应事项", "响应级别为Ⅲ级", f"预计至{until.year}年{until.month}月{until.day}日",
        "隔离病例，停课消毒", plan.title,
    ):  # fmt: skip
        assert stated in text
    assert to_docx(document)[:2] == b"PK"
    assert to_pdf(document)[:5] == b"%PDF-"


def test_papers_of_an_exercise_say_so(county, plan, chief):
    response = build_response(county, build_emergency(county, is_exercise=True))
    proposal = get_proposal(chief, response.steps.get().uuid)

    assert decision_document(proposal).marks == ("演练",)
    assert proposal_document(proposal).marks == ("演练",)
    assert "演〔" in decision_document(proposal).number


def test_what_was_not_approved_has_no_decision(county, plan, chief):
    proposal = get_proposal(chief, build_proposal(county).uuid)

    with pytest.raises(RuleBroken, match="没有决定文件"):
        decision_document(proposal)


@pytest.mark.parametrize(
    "kind, level, stated",
    [
        ("raise", 2, "由Ⅲ级提高至Ⅱ级"),
        ("lower", 4, "由Ⅲ级降低至Ⅳ级"),
        ("extend", None, "期限予以延长"),
        ("end", None, "终止条件"),
    ],
)
def test_each_kind_of_decision_has_its_words(county, plan, chief, kind, level, stated):
    response = build_response(county, level=3)

    step = decide(county, response.emergency, kind, level=level, days=30)

    assert stated in "\n".join(words(decision_document(get_proposal(chief, step.uuid))))


def test_the_asking_paper_keeps_the_counts_of_its_day(county, plan, chief, cdc):
    emergency = build_emergency(county, cases=8)
    proposal = build_proposal(county, emergency)
    with clock.moved_to(clock.now() + timedelta(hours=2)):
        update_tally(
            actor=cdc, emergency_uuid=emergency.uuid, as_of=clock.now(),
            figures=TallyFigures(cases=40),
        )  # fmt: skip

    document = proposal_document(get_proposal(chief, proposal.uuid))

    text = "\n".join(words(document))
    assert "累计报告病例8例" in text
    assert "40" not in text
    assert document.recipients == "吉木萨尔县人民政府"
    assert document.issuer == "县卫生健康委"
    assert document.title.endswith("的请示")


def test_a_report_says_what_was_on_record_at_its_cutoff(county, plan, cdc):
    emergency = build_emergency(county, cases=8)
    start = clock.now()
    with clock.moved_to(start + timedelta(hours=1)):
        build_response(county, emergency, level=4)
    with clock.moved_to(start + timedelta(hours=2)):
        update_tally(
            actor=cdc, emergency_uuid=emergency.uuid, as_of=clock.now(),
            figures=TallyFigures(cases=12, deaths=1),
        )  # fmt: skip

    before = sections(emergency, start + timedelta(minutes=30))
    after = sections(emergency, start + timedelta(hours=3))

    assert [section.key for section in after] == [
        "emergencies.overview",
        "emergencies.decisions",
        "emergencies.reporting",
    ]
    assert [_value(before, "cases"), _value(after, "cases")] == [8, 12]
    assert _value(after, "deaths") == 1
    assert before[1].words == "截至报告时点未启动应急响应。"
    assert "决定启动Ⅳ级响应（吉突指" in after[1].words
    assert after[1].words.endswith("目前为Ⅳ级响应。")
    assert all(str(emergency.uuid) in figure.url for figure in after[0].figures)


def test_a_report_before_any_counts_gives_none_and_not_nought(county):
    emergency = build_emergency(county, cases=None)

    found = sections(emergency, clock.now())

    assert _value(found, "cases") is None
    assert "尚未登记病例数" in found[0].words


def test_a_proposal_decided_after_the_cutoff_is_still_waiting_in_the_report(county, plan, chief):
    emergency = build_emergency(county)
    build_proposal(county, emergency)
    cutoff = clock.now() + timedelta(minutes=1)
    with clock.moved_to(cutoff + timedelta(hours=1)):
        approve_proposal(actor=chief, proposal_uuid=pending_proposal(emergency).uuid)

    words_then = sections(emergency, cutoff)[1].words

    assert words_then.startswith("截至报告时点未启动应急响应。")
    assert "县卫健委已建议启动Ⅳ级响应，等待决定" in words_then


def _value(found, key):
    figures = {figure.key: figure.value for figure in found[0].figures}
    return figures[f"emergencies.{key}"]


def test_a_refusal_is_numbered_like_a_decision_and_says_what_stays(county, plan, chief):
    response = build_response(county, level=3)
    with pytest.raises(RuleBroken, match="没有被否决"):
        refusal_document(get_proposal(chief, response.steps.get().uuid))
    asked = build_proposal(county, response.emergency, kind="raise", level=2)
    refused = refuse_proposal(actor=chief, proposal_uuid=asked.uuid, opinion="病例已连续两日下降。")

    document = refusal_document(get_proposal(chief, refused.uuid))

    first, second = (int(re.search(r"(\d+)号", number)[1]) for number in (
        response.steps.get(state="approved").decision_number, refused.decision_number))  # fmt: skip
    text = "\n".join(words(document))
    assert second == first + 1
    assert document.number == refused.decision_number
    assert document.title.startswith(
        "关于不同意将北庭镇中心学校诺如病毒聚集性疫情应急响应级别提高至"
    )
    assert document.title.endswith("的批复")
    assert document.recipients == refused.proposing_unit.name
    assert "现行Ⅲ级应急响应继续执行" in text
    assert "病例已连续两日下降。" in text
    assert to_docx(document)[:2] == b"PK"
    assert to_pdf(document)[:5] == b"%PDF-"
    response.refresh_from_db()
    assert (response.level, response.ended_at) == (3, None)


def test_a_refused_start_says_that_nothing_starts_and_its_page_offers_the_paper(
    county, plan, chief, login
):
    asked = build_proposal(county)
    refused = refuse_proposal(actor=chief, proposal_uuid=asked.uuid, opinion="继续观察。")
    client = login(chief)

    page = client.get(f"/emergencies/proposals/{refused.uuid}/").content.decode()
    paper = re.search(r'href="([^"]+refusal[^"]+docx)"', page)[1]

    assert "目前不启动应急响应" in "\n".join(words(refusal_document(refused)))
    assert refused.decision_number in page
    assert "通告 Word" not in page
    assert client.get(paper).content.startswith(b"PK")
