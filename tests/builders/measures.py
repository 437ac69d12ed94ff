"""Measures for tests, in whatever state their services bring them; the national pack is loaded."""

from datetime import timedelta
from decimal import Decimal

from lianfang.base.kernel import clock
from lianfang.command.emergencies.public import Emergency
from lianfang.command.measures.public import (
    Item,
    ItemFacts,
    Measure,
    MeasureFacts,
    Subject,
    SubjectFacts,
    Topic,
    lift_measure,
    list_item,
    list_person,
    order_measure,
    propose_measure,
)
from lianfang.county.people.public import Person

from .emergencies import build_emergency
from .people import build_person
from .places import build_place
from .standards import build_disease
from .world import World

DECIDERS = {"county": "chief", "above": "chief", "suggest": "chief"}


def measure_facts(world: World, **given: object) -> MeasureFacts:
    """A suspension of classes at the school of 北庭镇 for five days, unless told otherwise."""
    now = clock.now()
    values = {
        "kind": "suspend_school", "route": "county", "title": "中心学校三年级停课",
        "content": "三年级停课，教室消毒通风。", "area": world.areas["652327103"],
        "scope_words": "中心学校三年级 6 个班", "unit": world.units["township-beiting"],
        "reason": "三日内三年级发生多例呕吐、腹泻。",
        "proportionality": "只停发病年级，不停全校。", "alternatives": "已先行单独隔离病例和消毒，仍有续发。",
        "starts_at": now, "ends_at": now + timedelta(days=5),
        "review_on": clock.today() + timedelta(days=3), "hotline": "0994-6912345",
        "complaint_route": "县卫生健康委，或依法申请行政复议",
        "arrangements": {topic.value: "不涉及" for topic in Topic} | {"minors": "线上教学，家长看护"},
    }  # fmt: skip
    return MeasureFacts(**{**values, **given})


def build_measure(
    world: World,
    emergency: Emergency | None = None,
    *,
    by: str = "li",
    state: str = "proposed",
    **given: object,
) -> Measure:
    """A measure that waits, is ordered or lifted; at a place where its kind needs one."""
    disease = build_disease()
    emergency = emergency or build_emergency(world, disease=disease)
    if "place" not in given and given.get("kind", "suspend_school") == "suspend_school":
        number = emergency.measures.count()
        given["place"] = build_place(
            world, name=f"中心学校{number}·{emergency.number}", is_exercise=emergency.is_exercise
        )
    facts = measure_facts(world, **given)
    measure = propose_measure(actor=world.actors[by], emergency_uuid=emergency.uuid, facts=facts)
    if state == "proposed":
        return measure
    decider = world.actors[DECIDERS.get(facts.route, "health")]
    measure = order_measure(actor=decider, measure_uuid=measure.uuid)
    if state == "lifted":
        lift_measure(actor=decider, measure_uuid=measure.uuid, reason="疫情平息，不再需要")
    return Measure.objects.get(pk=measure.pk)


def build_observation(
    world: World,
    emergency: Emergency | None = None,
    *,
    disease: str = "plague_pneumonic",
    route: str = "institution",
    by: str = "cdc",
    persons: list[Person] | None = None,
    order: bool = True,
    **given: object,
) -> Measure:
    """Contacts of 北庭镇 under observation, listed by the CDC and decided by the health commission."""
    emergency = emergency or build_emergency(world, disease=build_disease(disease))
    measure = build_measure(
        world, emergency, by=by, kind="observation", route=route, title="密切接触者医学观察",
        content="居家医学观察，每日两次测温。", place=None, **given,
    )  # fmt: skip
    for person in persons if persons is not None else [build_person(world)]:
        build_subject(
            world, measure, person, by=by, consent_by="self" if route == "consent" else "nobody"
        )
    if order:
        order_measure(actor=world.actors["health"], measure_uuid=measure.uuid)
    return Measure.objects.get(pk=measure.pk)


def build_subject(
    world: World, measure: Measure, person: Person, *, by: str = "cdc", **given: object
) -> Subject:
    """One person on the list of a measure, exposed a day ago, until three days from now."""
    now = clock.now()
    values = {
        "finding": "与确诊病例同餐，判定为密切接触者", "whereabouts": "家中单独房间", "starts_at": now,
        "ends_at": now + timedelta(days=3), "last_exposed_at": now - timedelta(days=1),
        "unit": world.units["township-beiting"],
    }  # fmt: skip
    facts = SubjectFacts(**{**values, **given})
    return list_person(
        actor=world.actors[by], measure_uuid=measure.uuid, person=person, facts=facts
    )


def build_item(world: World, measure: Measure, *, by: str = "li", **given: object) -> Item:
    """A van in the inventory of a requisition."""
    values = {
        "kind": "vehicle", "name": "中型面包车", "quantity": 1, "measure_word": "辆", "owner": "张某",
        "value": Decimal("86000.00"), "state_before": "车况良好，里程 3 万公里",
        "compensate_by": clock.today() + timedelta(days=20),
    }  # fmt: skip
    facts = ItemFacts(**{**values, **given})
    return list_item(actor=world.actors[by], measure_uuid=measure.uuid, facts=facts)
