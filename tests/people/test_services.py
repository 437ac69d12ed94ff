"""Persons recorded, shown, merged and parted again; what is refused changes nothing."""

from datetime import date

import pytest
from django.db import connection

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.search.public import Entry
from lianfang.county.people.models import Person
from lianfang.county.people.public import (
    PersonFacts,
    get_person,
    import_persons,
    join_household,
    list_persons,
    merge_persons,
    reveal_person,
    undo_merge,
    update_person,
)
from lianfang.county.people.queries import list_doubles
from tests.builders.people import build_person, with_check

pytestmark = pytest.mark.django_db
NUMBER = with_check("65232719900101123")


def traces():
    return [list(Person.objects.order_by("pk").values()), AuditRow.objects.count()]


def test_what_is_sensitive_lies_sealed_in_the_database_and_is_found_by_exact_look_up(county, li):
    person = build_person(county, identity_kind="citizen", identity=NUMBER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT identity, phone, address FROM people_person")
        stored = cursor.fetchone()
    assert all(value.startswith("s4:") for value in stored)
    assert [p.pk for p in list_persons(li, words=NUMBER.lower())] == [person.pk]
    assert [p.pk for p in list_persons(li, words="13900001111")] == [person.pk]
    assert [p.pk for p in list_persons(li, words="买买提")] == [person.pk]
    assert list(list_persons(li, words="1390000")) == []
    assert Person.objects.get().born_on == date(1990, 1, 1)
    assert not Entry.objects.filter(title__contains="阿依古丽").exists()


def test_the_trail_names_the_act_and_not_the_person(county):
    build_person(county)

    row = AuditRow.objects.get(action="people.person.recorded")
    assert row.target_label == ""
    assert "阿依古丽" not in str(row.changes)


@pytest.mark.parametrize("given", [{"name": ""}, {"phone": "1"}, {"identity": "1"}])
def test_a_refused_person_leaves_no_trace(county, given):
    before = traces()

    with pytest.raises(RuleBroken):
        build_person(county, **given)

    assert traces() == before


def test_papers_already_on_record_lead_to_that_record(county):
    known = build_person(county, identity_kind="citizen", identity=NUMBER)

    with pytest.raises(RuleBroken, match=known.number):
        build_person(county, name="另名", identity_kind="citizen", identity=NUMBER)


def test_units_see_their_own_persons_and_the_county_all(county, li, zhao, cdc, chief, wang):
    person = build_person(county)

    assert [p.pk for p in list_persons(cdc)] == [person.pk]
    for stranger in (zhao, wang):
        with pytest.raises(NotFound):
            get_person(stranger, person.uuid)
    with pytest.raises(NotAllowed):
        list_persons(chief)
    with pytest.raises(NotAllowed):
        build_person(county, by="zhao")


def test_a_whole_number_is_shown_for_a_reason_that_is_logged(county, li):
    person = build_person(county, identity_kind="passport", identity="E123456789")

    with pytest.raises(RuleBroken):
        reveal_person(actor=li, person_uuid=person.uuid, reason=" ")
    shown = reveal_person(actor=li, person_uuid=person.uuid, reason="送达医学观察告知书")

    assert (shown.identity, shown.phone) == ("E123456789", "13900001111")
    assert AuditRow.objects.get(action="people.person.revealed").changes["note"]
    assert person.masked_phone == "139****1111"


def test_a_correction_tells_the_fields_and_not_the_values(county, li):
    person = build_person(county)
    facts = PersonFacts(name="阿依古丽·艾买提", area=person.area, phone="13900003333")

    update_person(actor=li, person_uuid=person.uuid, facts=facts)

    row = AuditRow.objects.get(action="people.person.updated")
    assert {"name", "phone", "address"} == set(row.changes)
    assert "1390000" not in str(row.changes)
    assert [p.pk for p in list_persons(li, words="13900003333")] == [person.pk]


def test_doubles_are_found_merged_and_parted_as_they_were(county, cdc):
    kept = build_person(county, born_on=date(2015, 5, 1))
    double = build_person(county, by="cdc", born_on=date(2015, 5, 1), phone="13900009999")
    build_person(county, name="别人")
    before = list(Person.objects.order_by("pk").values())

    assert [p.pk for p in list_doubles(cdc, kept)] == [double.pk]
    assert {p.pk for p in list_persons(cdc, doubled=True)} == {kept.pk, double.pk}
    with pytest.raises(RuleBroken):
        merge_persons(actor=cdc, kept_uuid=kept.uuid, dropped_uuid=kept.uuid, reason="同一个人")
    merge = merge_persons(
        actor=cdc, kept_uuid=kept.uuid, dropped_uuid=double.uuid, reason="同名同生日，已电话核实"
    )
    assert double.pk not in {p.pk for p in list_persons(cdc)}
    with pytest.raises(RuleBroken):
        merge_persons(actor=cdc, kept_uuid=kept.uuid, dropped_uuid=double.uuid, reason="再合并一次")
    undo_merge(actor=cdc, merge_uuid=merge.uuid, reason="核实后为两人")

    assert list(Person.objects.order_by("pk").values()) == before
    with pytest.raises(RuleBroken):
        undo_merge(actor=cdc, merge_uuid=merge.uuid, reason="再撤销一次")


def test_persons_who_live_together_make_a_household(county, li):
    mother = build_person(county)
    child = build_person(county, name="小买买提", born_on=date(2018, 1, 1), guardian=mother)

    household = join_household(actor=li, person_uuid=child.uuid, with_uuid=mother.uuid)

    assert {p.name for p in household.members.all()} == {mother.name, child.name}
    with pytest.raises(RuleBroken):
        build_person(county, name="幼儿", guardian=Person.objects.get(pk=child.pk))
    with pytest.raises(RuleBroken):
        join_household(actor=li, person_uuid=child.uuid, with_uuid=child.uuid)


def test_a_list_taken_in_twice_records_nobody_twice(county, li):
    area = county.areas["652327103"]
    rows = [
        PersonFacts(name="甲", area=area, identity_kind="citizen", identity=NUMBER),
        PersonFacts(name="乙", area=area, phone="13900004444"),
        PersonFacts(name="乙", area=area, phone="13900004444"),
    ]

    assert import_persons(actor=li, rows=rows)[1] == 2
    found, new = import_persons(actor=li, rows=rows)

    assert ([p.name for p in found], new, Person.objects.count()) == (["甲", "乙", "乙"], 0, 2)
    with pytest.raises(RuleBroken):
        import_persons(actor=li, rows=[PersonFacts(name="丙", area=area), PersonFacts("", area)])
    assert Person.objects.count() == 2
