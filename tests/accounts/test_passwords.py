"""What makes a password acceptable."""

import itertools
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from lianfang.base.accounts import rules
from lianfang.base.accounts.services import change_own_password
from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import RuleBroken
from tests.builders.world import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("Ab3-Ab3-A", "too_short"),
        ("Ab3-Ab3-Ab", ""),
        ("abcdefghijkl", "too_plain"),
        ("abcdefghij12", "too_plain"),
        ("KMWBrtuvpq", "too_plain"),
        ("KMWBrtuvp1", ""),
        ("kmwbrtuvp1-", ""),
        ("北庭镇卫生院值班电话Ab", ""),
        ("xx-Zhangsan-1", "has_username"),
        ("xx-zhangsaN-1", "has_username"),
    ],
)
def test_a_password_is_long_mixed_and_not_the_name(password: str, fault: str, county) -> None:
    user = county.users["li"]
    user.username = "zhangsan"

    try:
        validate_password(password, user)
        codes = []
    except ValidationError as faulty:
        codes = [error.code for error in faulty.error_list]

    assert codes == ([fault] if fault else [])


def test_a_common_password_is_refused(county) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password("Password123", county.users["li"])

    assert [error.code for error in refused.value.error_list] == ["password_too_common"]


def test_none_of_the_last_five_passwords_comes_back(county, li) -> None:
    used = [PASSWORD] + [f"Beiting-{number}-xYz" for number in range(1, 6)]
    for before, after in itertools.pairwise(used):
        change_own_password(actor=li, old_password=before, new_password=after)

    for recent in used[1:]:
        with pytest.raises(RuleBroken) as refused:
            change_own_password(actor=li, old_password=used[-1], new_password=recent)
        assert "最近 5 次" in refused.value.fields["new_password"]
    change_own_password(actor=li, old_password=used[-1], new_password=PASSWORD)

    county.users["li"].refresh_from_db()
    assert county.users["li"].check_password(PASSWORD)


def test_a_wrong_old_password_changes_nothing(county, li) -> None:
    before = county.users["li"].password
    rows = AuditRow.objects.count()

    with pytest.raises(RuleBroken) as refused:
        change_own_password(actor=li, old_password="Not-this-1", new_password="Beiting-1-xYz")

    county.users["li"].refresh_from_db()
    assert refused.value.fields == {"old_password": "原密码不正确"}
    assert county.users["li"].password == before
    assert AuditRow.objects.count() == rows


def test_a_change_sets_the_age_back_and_is_logged_without_the_password(county, li) -> None:
    later = clock.now() + timedelta(days=91)
    with clock.moved_to(later):
        change_own_password(actor=li, old_password=PASSWORD, new_password="Beiting-1-xYz")

    user = county.users["li"]
    user.refresh_from_db()
    row = AuditRow.objects.latest("seq")
    assert user.password_set_at == later
    assert row.action == "accounts.password.changed"
    assert "Beiting" not in str(row.changes) + row.target_label


@pytest.mark.parametrize(
    ("days", "is_due"), [(0, False), (89, False), (90, False), (91, True), (400, True)]
)
def test_a_password_is_due_after_ninety_days(days: int, is_due: bool, county) -> None:
    user = county.users["li"]

    with clock.moved_to(user.password_set_at + timedelta(days=days)):
        assert user.is_password_due is is_due


def test_a_drawn_password_keeps_the_rules_and_differs_each_time(county) -> None:
    drawn = {rules.draw_password() for _ in range(50)}

    for password in drawn:
        validate_password(password, county.users["li"])
    assert len(drawn) == 50
    assert not set("".join(drawn)) & set("lIO01o")


@pytest.mark.parametrize("name", ["zhang.san", "abc", "a1_-.x", "x" * 50])
def test_account_names_that_may_be(name: str) -> None:
    rules.check_username(name)


@pytest.mark.parametrize("name", ["", "ab", "1abc", "Zhang", "张三", "a b c", "x" * 51, "abc\n"])
def test_account_names_that_may_not_be(name: str) -> None:
    with pytest.raises(RuleBroken):
        rules.check_username(name)
