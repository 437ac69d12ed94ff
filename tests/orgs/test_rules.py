"""Who may hold which roles together, and what a unit's code may be."""

import pytest

from lianfang.base.accounts.public import ADMINISTRATORS, ROLES
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs.rules import check_may_be_appointed, check_may_hold, check_unit_code

WORK = sorted(set(ROLES) - ADMINISTRATORS)
ADMINS = sorted(ADMINISTRATORS)


def test_there_are_three_administrators() -> None:
    assert ADMINS == ["audit_admin", "security_admin", "system_admin"]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_first_role_may_be_any(role: str) -> None:
    check_may_hold(role, held=[])


@pytest.mark.parametrize("role", ADMINS)
@pytest.mark.parametrize("held", sorted(ROLES))
def test_an_administrator_holds_nothing_else(role: str, held: str) -> None:
    if role == held:
        check_may_hold(role, held=[held])
        return
    with pytest.raises(RuleBroken, match="三员分立"):
        check_may_hold(role, held=[held])
    with pytest.raises(RuleBroken, match="三员分立"):
        check_may_hold(held, held=[role])


def test_working_roles_may_be_joined() -> None:
    check_may_hold("liaison", held=["worker", "epidemiologist"])


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(RuleBroken):
        check_may_hold("king", held=[])


@pytest.mark.parametrize("role", ADMINS)
def test_administrators_see_no_business_and_decide_nothing(role: str) -> None:
    business = {
        p for p in Permission if p.split(".")[0] in {"tasks", "emergencies", "situation", "command"}
    }

    assert not ROLES[role].permissions & business


def test_no_two_administrators_share_a_power() -> None:
    shared = {Permission.TOKEN_MANAGE}

    for one in ADMINS:
        for other in ADMINS:
            if one != other:
                assert ROLES[one].permissions & ROLES[other].permissions <= shared


@pytest.mark.parametrize(
    ("is_own", "is_active", "unit_is_active", "refused"),
    [
        (False, True, True, False),
        (True, True, True, True),
        (False, False, True, True),
        (False, True, False, True),
    ],
)
def test_who_may_be_appointed(
    is_own: bool, is_active: bool, unit_is_active: bool, refused: bool
) -> None:
    def check() -> None:
        check_may_be_appointed(is_own=is_own, is_active=is_active, unit_is_active=unit_is_active)

    if refused:
        with pytest.raises(RuleBroken):
            check()
    else:
        check()


@pytest.mark.parametrize("code", ["ab", "school-beiting", "cdc-2", "x" * 60])
def test_codes_that_may_be(code: str) -> None:
    check_unit_code(code)


@pytest.mark.parametrize(
    "code", ["", "a", "-a", "a-", "a--b", "School", "学校", "a b", "x" * 61, "ab\n"]
)
def test_codes_that_may_not_be(code: str) -> None:
    with pytest.raises(RuleBroken):
        check_unit_code(code)
