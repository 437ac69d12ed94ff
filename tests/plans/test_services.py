"""Correcting a draft and putting it in force."""

import pytest

from lianfang.base.audit.models import AuditRow
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken, Stale
from lianfang.base.search.public import find
from lianfang.county.plans import services
from lianfang.county.plans.models import Action, Doubt, Duty, Member, Plan, StandardAction
from lianfang.county.plans.rules import ActionTerms
from tests.builders.plans import build_draft
from tests.builders.world import COUNTY

pytestmark = pytest.mark.django_db
TEXT = "县教育局：负责学校晨午检；组织健康教育。\n县卫健委：组织专家研判；负责疫情信息分析。\n其他部门：按职责做好工作。\n"
TERMS = ActionTerms(title="开展晨午检", what="每日两次并登记缺课", due_minutes=120)


@pytest.fixture
def draft(county, staff):
    entries = {"AC-check": ("晨午检", ["晨午检"]), "AC-teach": ("健康教育", [["健康", "教育"]])}
    for code, (title, words) in entries.items():
        StandardAction.objects.create(code=code, title=title, words=words, due_minutes=240)
    return build_draft(county, TEXT)


def duty_of(draft, code):
    return draft.duties.get(code=code)


def codes_of(draft):
    return list(draft.duties.order_by("member__number", "sort").values_list("code", "text"))


def ready(draft, actor):
    """Confirm all that may be confirmed, as a person would."""
    services.confirm_members(actor=actor, plan_uuid=draft.uuid)
    for member in draft.members.filter(unit__isnull=False):
        services.confirm_duties_of_member(actor=actor, member_uuid=member.uuid)
        for duty in member.duties.all():
            services.add_action(actor=actor, duty_uuid=duty.uuid, terms=TERMS)
    for doubt in draft.doubts.filter(kind="doubt", settled_at=None):
        services.settle_doubt(actor=actor, doubt_uuid=doubt.uuid, how="not_needed")


def test_a_document_becomes_a_draft_with_units_matched_surely_or_not_at_all(draft):
    units = dict(draft.members.values_list("name", "unit__code"))

    assert units == {"县教育局": "county-education", "县卫健委": "county-health", "其他部门": None}
    assert not draft.members.filter(is_confirmed=True).exists()
    for duty in draft.duties.all():
        assert draft.source_text[duty.starts : duty.ends] == duty.text


def test_units_named_together_each_get_the_duties(county, staff):
    draft = build_draft(county, "县教育局、县疾病预防控制中心：负责学校防控；组织培训。\n")

    assert codes_of(draft) == [
        ("1.1", "负责学校防控"), ("1.2", "组织培训"), ("2.1", "负责学校防控"), ("2.2", "组织培训"),
    ]  # fmt: skip


def test_actions_are_proposed_by_words_and_confirmed_by_nobody(draft):
    proposed = draft.actions.values_list("duty__code", "standard", "is_confirmed")

    assert set(proposed) == {("1.1", "AC-check", False), ("1.2", "AC-teach", False)}


def test_drafting_needs_the_permission_and_the_area(county, li, staff):
    with pytest.raises(NotAllowed):
        build_draft(county, TEXT, actor=li)
    with pytest.raises(NotAllowed):
        services.draft_plan(
            actor=staff, area=county.areas["652328"], name="", raw=TEXT.encode(), title="预案", version="1",
        )  # fmt: skip

    assert not Plan.objects.exists()


def test_a_unit_is_named_and_thereby_confirmed(county, draft, staff):
    member = draft.members.get(number=3)

    services.correct_member(
        actor=staff,
        member_uuid=member.uuid,
        name="乡镇",
        unit=county.units["townships"],
        role="support",
    )

    member.refresh_from_db()
    assert (member.name, member.unit.code, member.role) == ("乡镇", "townships", "support")
    assert member.is_confirmed


def test_a_unit_of_another_county_is_refused(county, draft, staff):
    from tests.builders.world import build_unit

    foreign = build_unit("mulei-health", county.areas["652328"])
    member = draft.members.get(number=3)

    with pytest.raises(NotFound):
        services.correct_member(
            actor=staff, member_uuid=member.uuid, name="甲", unit=foreign, role="member"
        )

    assert Member.objects.get(pk=member.pk).unit is None


def test_a_name_without_a_unit_is_not_confirmed(draft, staff):
    member = draft.members.get(number=3)

    with pytest.raises(RuleBroken):
        services.confirm_member(actor=staff, member_uuid=member.uuid)
    services.confirm_members(actor=staff, plan_uuid=draft.uuid)

    member.refresh_from_db()
    assert not member.is_confirmed
    assert draft.members.filter(is_confirmed=True).count() == 2


def test_a_removed_unit_leaves_its_words_on_record(draft, staff):
    member = draft.members.get(number=1)

    services.remove_member(actor=staff, member_uuid=member.uuid)

    left = {
        draft.source_text[row.starts : row.ends]
        for row in Doubt.objects.filter(plan=draft, why__startswith="人工删除")
    }
    assert left == {"县教育局", "负责学校晨午检", "组织健康教育"}
    assert not Duty.objects.filter(member_id=member.pk).exists()


def test_a_duty_is_split_and_each_part_points_to_its_words(draft, staff):
    duty = duty_of(draft, "1.1")

    services.split_duty(actor=staff, duty_uuid=duty.uuid, at=[2, 4])

    assert codes_of(draft)[:4] == [
        ("1.1", "负责"), ("1.2", "学校"), ("1.3", "晨午检"), ("1.4", "组织健康教育"),
    ]  # fmt: skip
    for part in draft.duties.all():
        assert draft.source_text[part.starts : part.ends] == part.text
    assert set(draft.actions.values_list("code", "standard")) == {
        ("1.3-a", "AC-check"), ("1.4-a", "AC-teach"),
    }  # fmt: skip


def test_a_confirmed_action_stays_with_the_first_part(draft, staff):
    duty = duty_of(draft, "1.1")
    services.add_action(actor=staff, duty_uuid=duty.uuid, terms=TERMS)

    first, second = services.split_duty(actor=staff, duty_uuid=duty.uuid, at=[2])

    assert first.actions.filter(title=TERMS.title, is_confirmed=True).exists()
    assert not second.actions.filter(is_confirmed=True).exists()


@pytest.mark.parametrize("at", [[], [0], [99], [-2]])
def test_a_cut_outside_the_words_changes_nothing(draft, staff, at):
    before = codes_of(draft)

    with pytest.raises(RuleBroken):
        services.split_duty(actor=staff, duty_uuid=duty_of(draft, "1.1").uuid, at=at)

    assert codes_of(draft) == before


def test_joined_duties_have_the_documents_own_words(draft, staff):
    services.join_duties(actor=staff, duty_uuid=duty_of(draft, "1.1").uuid)

    assert codes_of(draft)[:2] == [("1.1", "负责学校晨午检；组织健康教育"), ("2.1", "组织专家研判")]
    assert set(draft.actions.values_list("code", "standard")) == {
        ("1.1-a", "AC-check"), ("1.1-b", "AC-teach"),
    }  # fmt: skip


def test_the_last_duty_of_a_unit_has_nothing_to_join(draft, staff):
    before = codes_of(draft)

    with pytest.raises(RuleBroken):
        services.join_duties(actor=staff, duty_uuid=duty_of(draft, "1.2").uuid)

    assert codes_of(draft) == before


def test_corrected_words_get_new_proposals(draft, staff):
    duty = duty_of(draft, "1.1")

    services.correct_duty(actor=staff, duty_uuid=duty.uuid, text="负责健康教育")

    duty.refresh_from_db()
    assert duty.is_confirmed
    assert list(duty.actions.values_list("standard", flat=True)) == ["AC-teach"]


def test_a_correction_of_words_that_changed_meanwhile_is_refused(draft, staff):
    duty = duty_of(draft, "1.1")

    with pytest.raises(Stale):
        services.correct_duty(actor=staff, duty_uuid=duty.uuid, text="新", seen="旧")

    assert duty_of(draft, "1.1").text == "负责学校晨午检"


def test_a_duty_does_not_move_to_a_unit_of_another_plan(county, draft, staff, plan):
    duty = duty_of(draft, "1.1")

    with pytest.raises(NotFound):
        services.correct_duty(
            actor=staff, duty_uuid=duty.uuid, text="甲", member_uuid=plan.members.first().uuid
        )

    assert duty_of(draft, "1.1").text == "负责学校晨午检"


def test_a_duty_moves_with_its_actions_and_the_others_close_up(draft, staff):
    duty, other = duty_of(draft, "1.1"), draft.members.get(number=2)

    services.correct_duty(actor=staff, duty_uuid=duty.uuid, text=duty.text, member_uuid=other.uuid)

    assert codes_of(draft)[:2] == [("1.1", "组织健康教育"), ("2.1", "负责学校晨午检")]
    assert set(draft.actions.values_list("code", "standard")) == {
        ("1.1-a", "AC-teach"), ("2.1-a", "AC-check"),
    }  # fmt: skip


def test_words_of_the_document_become_a_duty_and_settle_their_doubt(draft, staff):
    member = draft.members.get(number=2)

    duty = services.add_duty(actor=staff, member_uuid=member.uuid, text="其他部门")

    assert draft.source_text[duty.starts : duty.ends] == "其他部门"
    assert duty.code == "2.3"
    assert draft.doubts.get(kind="doubt").how == "taken"


def test_words_that_do_not_stand_in_the_document_become_no_duty(draft, staff):
    with pytest.raises(RuleBroken):
        services.add_duty(actor=staff, member_uuid=draft.members.first().uuid, text="凭空添加")

    assert draft.duties.count() == 5


def test_a_removed_duty_is_numbered_away_and_kept_on_record(draft, staff):
    services.remove_duty(actor=staff, duty_uuid=duty_of(draft, "1.1").uuid)

    assert codes_of(draft)[0] == ("1.1", "组织健康教育")
    row = draft.doubts.get(why__startswith="人工删除")
    assert draft.source_text[row.starts : row.ends] == "负责学校晨午检"


def test_exactly_the_chosen_actions_are_confirmed(draft, staff):
    duty = duty_of(draft, "1.1")
    own = services.add_action(actor=staff, duty_uuid=duty.uuid, terms=TERMS)
    proposed = duty.actions.get(standard="AC-check")

    services.confirm_actions(actor=staff, duty_uuid=duty.uuid, chosen=[proposed.uuid])

    own.refresh_from_db()
    proposed.refresh_from_db()
    assert (own.is_confirmed, proposed.is_confirmed) == (False, True)


def test_an_action_of_another_duty_is_not_chosen(draft, staff):
    duty, other = duty_of(draft, "1.1"), duty_of(draft, "1.2").actions.get()

    with pytest.raises(NotFound):
        services.confirm_actions(actor=staff, duty_uuid=duty.uuid, chosen=[other.uuid])

    assert not draft.actions.filter(is_confirmed=True).exists()


def test_a_standard_action_is_taken_once(draft, staff):
    duty = duty_of(draft, "2.1")
    services.add_standard_action(actor=staff, duty_uuid=duty.uuid, code="AC-teach")

    with pytest.raises(RuleBroken):
        services.add_standard_action(actor=staff, duty_uuid=duty.uuid, code="AC-teach")
    with pytest.raises(NotFound):
        services.add_standard_action(actor=staff, duty_uuid=duty.uuid, code="AC-none")

    assert duty.actions.count() == 1


def test_a_duty_takes_no_more_actions_than_letters(draft, staff):
    duty = duty_of(draft, "2.1")
    for _ in range(26):
        services.add_action(actor=staff, duty_uuid=duty.uuid, terms=TERMS)

    with pytest.raises(RuleBroken):
        services.add_action(actor=staff, duty_uuid=duty.uuid, terms=TERMS)

    assert duty.actions.count() == 26


def test_actions_of_unchanged_clauses_are_taken_over_with_their_timings(county, plan, staff):
    draft = build_draft(county, "县疾病预防控制中心：开展现场流行病学调查；做好消毒。\n")

    count = services.copy_actions_from_plan_in_force(actor=staff, plan_uuid=draft.uuid)

    kept = draft.actions.filter(is_confirmed=True).order_by("code")
    assert count == 2
    assert [action.title for action in kept] == ["完成现场流调", "采集并送检标本"]
    assert list(kept[0].timings.values_list("level", "due_minutes")) == [(1, 120)]


def test_what_a_person_chose_is_not_overwritten_by_the_plan_in_force(county, plan, staff):
    draft = build_draft(county, "县疾病预防控制中心：开展现场流行病学调查。\n")
    services.add_action(actor=staff, duty_uuid=draft.duties.get().uuid, terms=TERMS)

    assert services.copy_actions_from_plan_in_force(actor=staff, plan_uuid=draft.uuid) == 0
    assert draft.actions.filter(is_confirmed=True).get().title == TERMS.title


def test_without_a_plan_in_force_there_is_nothing_to_take_over(draft, staff):
    with pytest.raises(RuleBroken):
        services.copy_actions_from_plan_in_force(actor=staff, plan_uuid=draft.uuid)

    assert not draft.actions.filter(is_confirmed=True).exists()


def test_a_ready_draft_supersedes_the_plan_in_force(county, plan, draft, office):
    ready(draft, office)

    adoption = services.adopt_plan(actor=office, plan_uuid=draft.uuid)

    plan.refresh_from_db()
    assert adoption.plan.state == "in_force"
    assert (plan.state, plan.superseded_by_id) == ("superseded", office.user_id)
    assert adoption.left_out > 0
    assert not draft.members.filter(is_confirmed=False).exists()
    assert not draft.actions.filter(is_confirmed=False).exists()
    assert draft.doubts.filter(why__startswith="启用时未核对").exists()
    assert codes_of(draft) == [
        ("1.1", "负责学校晨午检"), ("1.2", "组织健康教育"), ("2.1", "组织专家研判"), ("2.2", "负责疫情信息分析"),
    ]  # fmt: skip
    assert list(draft.duties.order_by("sort").values_list("sort", flat=True)) == [1, 2, 3, 4]


def test_adoption_closes_the_gaps_that_correcting_left(county, draft, office):
    services.remove_member(actor=office, member_uuid=draft.members.get(number=1).uuid)
    ready(draft, office)

    services.adopt_plan(actor=office, plan_uuid=draft.uuid)

    assert list(draft.members.values_list("number", "name")) == [(1, "县卫健委")]
    assert set(draft.duties.values_list("code", flat=True)) == {"1.1", "1.2"}
    assert set(draft.actions.values_list("code", flat=True)) == {"1.1-a", "1.2-a"}


def test_an_adopted_plan_is_found_and_the_one_before_is_not(county, plan, draft, office, li):
    ready(draft, office)

    services.adopt_plan(actor=office, plan_uuid=draft.uuid)

    assert [entry.target_uuid for entry in find(li, "晨午检", kind="duty")] == [
        duty_of(draft, "1.1").uuid
    ]


def test_an_unready_draft_is_not_adopted(draft, office):
    with pytest.raises(RuleBroken):
        services.adopt_plan(actor=office, plan_uuid=draft.uuid)

    draft.refresh_from_db()
    assert draft.state == "draft"
    assert draft.members.count() == 3


def test_a_draft_is_adopted_once(draft, office):
    ready(draft, office)
    services.adopt_plan(actor=office, plan_uuid=draft.uuid)

    with pytest.raises(RuleBroken):
        services.adopt_plan(actor=office, plan_uuid=draft.uuid)

    assert Plan.objects.filter(state="in_force").count() == 1


def test_staff_correct_and_the_chief_adopts(draft, staff):
    ready(draft, staff)

    with pytest.raises(NotAllowed):
        services.adopt_plan(actor=staff, plan_uuid=draft.uuid)

    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_discarded_draft_is_not_touched_again(draft, staff):
    services.discard_plan(actor=staff, plan_uuid=draft.uuid)

    with pytest.raises(RuleBroken):
        services.confirm_members(actor=staff, plan_uuid=draft.uuid)

    draft.refresh_from_db()
    assert draft.state == "discarded"
    assert not draft.members.filter(is_confirmed=True).exists()


def test_every_correction_leaves_one_line_on_record(county, draft, staff):
    member, duty = draft.members.get(number=1), duty_of(draft, "1.1")
    acts = {
        "plans.member.confirmed": lambda: services.confirm_member(actor=staff, member_uuid=member.uuid),
        "plans.duty.confirmed": lambda: services.confirm_duty(actor=staff, duty_uuid=duty.uuid),
        "plans.duty.corrected": lambda: services.correct_duty(actor=staff, duty_uuid=duty.uuid, text="负责"),
        "plans.action.added": lambda: services.add_action(actor=staff, duty_uuid=duty.uuid, terms=TERMS),
        "plans.duty.joined": lambda: services.join_duties(actor=staff, duty_uuid=duty.uuid),
        "plans.duty.split": lambda: services.split_duty(actor=staff, duty_uuid=duty.uuid, at=[3]),
        "plans.duty.removed": lambda: services.remove_duty(actor=staff, duty_uuid=duty.uuid),
        "plans.member.removed": lambda: services.remove_member(actor=staff, member_uuid=member.uuid),
        "plans.plan.discarded": lambda: services.discard_plan(actor=staff, plan_uuid=draft.uuid),
    }  # fmt: skip

    for action, act in acts.items():
        before = AuditRow.objects.count()
        act()
        assert AuditRow.objects.count() == before + 1
        assert AuditRow.objects.latest("seq").action == action


@pytest.mark.parametrize("who", ["li", "wang", "auditor"])
def test_people_without_the_permission_correct_nothing(county, draft, who):
    actor, member = county.actors[who], draft.members.first()

    with pytest.raises(NotAllowed):
        services.remove_member(actor=actor, member_uuid=member.uuid)

    assert Member.objects.filter(pk=member.pk).exists()


def test_a_plan_in_force_is_never_corrected(plan, office):
    action = plan.actions.first()

    with pytest.raises(RuleBroken):
        services.correct_action(actor=office, action_uuid=action.uuid, terms=TERMS)

    assert Action.objects.get(pk=action.pk).title == action.title


def test_the_source_of_a_draft_is_kept_letter_by_letter(draft, county):
    assert draft.source_text == TEXT
    assert draft.area == county.areas[COUNTY]


def test_persons_named_in_a_document_are_not_kept(county, staff):
    text = (
        "县教育局：负责学校防控，值班手机13912345678；组织培训。\n联系人：张三丰 13812345678\n"
        "县卫健委：组织专家研判。\n"
    )

    draft = build_draft(county, text)

    assert len(draft.source_text) == len(text)
    for personal in ("张三丰", "13812345678", "13912345678"):
        assert personal not in draft.source_text
        assert not draft.duties.filter(text__contains=personal).exists()
    for duty in draft.duties.all():
        assert draft.source_text[duty.starts : duty.ends] == duty.text
