"""Names, papers and ages: what is taken as it stands, put right, or refused."""

from datetime import date

import pytest

from lianfang.base.kernel.errors import RuleBroken
from lianfang.county.people import rules
from tests.builders.people import with_check

TODAY = date(2026, 11, 26)
NUMBER = with_check("65232719900101123")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 王  小明 ", "王 小明"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 ・ 买买提", "阿依古丽·买买提"),
        ("努尔古丽·艾合买提·吐尔逊", "努尔古丽·艾合买提·吐尔逊"),
        ("O'Brien Mary", "O'Brien Mary"),
    ],
)
def test_names_are_kept_whole(typed, kept):
    assert rules.check_name(typed) == kept


@pytest.mark.parametrize("name", ["", "  ", "王" * 61, "王13900001111"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(RuleBroken):
        rules.check_name(name)


def test_papers_are_checked_by_their_digit():
    wrong = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")

    assert rules.check_identity("citizen", f" {NUMBER.lower()} ") == NUMBER
    assert rules.check_identity("passport", "e1234") == "E1234"
    assert rules.check_identity("none", "") == ""
    for kind, number in (("citizen", wrong), ("citizen", ""), ("none", "123")):
        with pytest.raises(RuleBroken):
            rules.check_identity(kind, number)


def test_birth_and_sex_come_from_the_papers_and_must_agree():
    born = date(1990, 1, 1)

    assert rules.born_on_of("citizen", NUMBER, None, today=TODAY) == born
    assert rules.born_on_of("none", "", date(2020, 2, 29), today=TODAY) == date(2020, 2, 29)
    assert rules.sex_of("citizen", NUMBER, "unknown") == "male"
    assert rules.sex_of("passport", "E1", "unknown") == "unknown"
    for said in (date(1990, 1, 2), date(2027, 1, 1)):
        with pytest.raises(RuleBroken):
            rules.born_on_of("citizen" if said.year == 1990 else "none", NUMBER, said, today=TODAY)


@pytest.mark.parametrize(
    ("born_on", "age", "minor"),
    [
        (date(2008, 11, 26), 18, False),
        (date(2008, 11, 27), 17, True),
        (date(2024, 2, 29), 2, True),
        (None, None, False),
    ],
)
def test_ages_are_full_years(born_on, age, minor):
    assert (rules.age_on(born_on, TODAY), rules.is_minor(born_on, TODAY)) == (age, minor)


@pytest.mark.parametrize("phone", ["139 0000 1111", "0994-6912345", "6912345", ""])
def test_telephones_that_are_taken(phone):
    assert rules.check_phone(phone) == phone.replace(" ", "")


@pytest.mark.parametrize("phone", ["1390000111", "abc", "139000011112"])
def test_telephones_that_are_refused(phone):
    with pytest.raises(RuleBroken):
        rules.check_phone(phone)
