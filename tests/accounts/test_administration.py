"""Making, shutting, unlocking accounts; each act is one administrator's and nobody else's."""

import io
import re

import pytest
from django.db import connection
from openpyxl import load_workbook

from lianfang.base.accounts import services
from lianfang.base.accounts.public import User
from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from tests.builders.accounts import build_token, type_password
from tests.builders.world import PASSWORD

pytestmark = pytest.mark.django_db
USERS = "/account/users/"


def state_of(user: User) -> dict[str, object]:
    return User.objects.filter(pk=user.pk).values().get()


def test_an_account_is_made_with_a_password_told_once(sysadmin, login, client) -> None:
    browser = login(sysadmin)

    answer = browser.post(
        f"{USERS}new/", {"username": "Wu.Lan", "name": "乌兰", "phone": "13899990000"}
    )
    page = answer.content.decode()
    password = re.search(r"<dt>初始密码</dt><dd><code[^>]*>([^<]+)<", page)[1]
    user = User.objects.get(username="wu.lan")
    type_password(client, "wu.lan", password.replace("&amp;", "&"))

    assert user.must_change_password
    assert user.created_by_id == sysadmin.user_id
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/orgs/units/")["Location"].startswith("/account/password/")
    assert password not in browser.get(f"{USERS}{user.uuid}/").content.decode()
    row = AuditRow.objects.get(action="accounts.user.created")
    assert (row.target_uuid, row.target_label) == (str(user.uuid), "")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"username": "li", "name": "重名"}, "username"),
        ({"username": "LI", "name": "重名"}, "username"),
        ({"username": "x", "name": "太短"}, "username"),
        ({"username": "fine.name", "name": "  "}, "name"),
        ({"username": "fine.name", "name": "乌兰", "phone": "12345"}, "phone"),
    ],
)
def test_a_faulty_account_is_refused_beside_its_field(
    typed: dict[str, str], field: str, county, sysadmin, login
) -> None:
    count = User.objects.count()

    answer = login(sysadmin).post(f"{USERS}new/", typed)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert User.objects.count() == count


ACTS = [
    ("switch_off_account", "sysadmin"),
    ("switch_on_account", "sysadmin"),
    ("reset_password", "secadmin"),
    ("reset_second_factor", "secadmin"),
    ("unlock_account", "secadmin"),
]


OTHERS = ("sysadmin", "secadmin", "auditor", "chief", "office", "li", "zhao")


@pytest.mark.parametrize(
    ("verb", "other"),
    [(verb, other) for verb, who in ACTS for other in OTHERS if other != who],
)
def test_an_act_is_refused_to_everybody_but_its_administrator(
    verb: str, other: str, county
) -> None:
    user = county.users["wang"]
    before, rows = state_of(user), AuditRow.objects.count()

    with pytest.raises(NotAllowed):
        getattr(services, verb)(actor=county.actors[other], user_uuid=user.uuid, reason="试一试")

    assert state_of(user) == before
    assert AuditRow.objects.count() == rows


@pytest.mark.parametrize(("verb", "who"), ACTS)
def test_an_act_asks_for_a_reason(verb: str, who: str, county) -> None:
    user = county.users["wang"]
    before = state_of(user)

    with pytest.raises(RuleBroken) as refused:
        getattr(services, verb)(actor=county.actors[who], user_uuid=user.uuid, reason="  ")

    assert "reason" in refused.value.fields
    assert state_of(user) == before


@pytest.mark.parametrize(
    ("verb", "who"), [("switch_off_account", "sysadmin"), ("reset_password", "secadmin")]
)
def test_nobody_does_it_to_their_own_account(verb: str, who: str, county) -> None:
    user = county.users[who]
    before = state_of(user)

    with pytest.raises(RuleBroken):
        getattr(services, verb)(actor=county.actors[who], user_uuid=user.uuid, reason="自己来")

    assert state_of(user) == before


def test_an_unknown_account_is_not_found(sysadmin) -> None:
    with pytest.raises(NotFound):
        services.switch_off_account(
            actor=sysadmin, user_uuid="00000000-0000-0000-0000-000000000000", reason="试一试"
        )


def test_switching_off_ends_sessions_and_revokes_tokens(county, wang, sysadmin, login) -> None:
    token, _ = build_token(wang)
    browser = login(wang)

    services.switch_off_account(actor=sysadmin, user_uuid=county.users["wang"].uuid, reason="调离")

    token.refresh_from_db()
    assert browser.get("/orgs/units/").status_code == 302
    assert token.revoked_at is not None
    assert token.revoked_by_id == sysadmin.user_id
    assert type_password(browser, "wang", PASSWORD).status_code == 422


def test_switching_on_again_revives_no_session_and_no_token(county, wang, sysadmin, login) -> None:
    token, _ = build_token(wang)
    browser = login(wang)
    uuid = county.users["wang"].uuid
    services.switch_off_account(actor=sysadmin, user_uuid=uuid, reason="调离")

    services.switch_on_account(actor=sysadmin, user_uuid=uuid, reason="返岗")

    token.refresh_from_db()
    county.users["wang"].refresh_from_db()
    assert county.users["wang"].must_change_password
    assert browser.get("/orgs/units/")["Location"].startswith("/account/sign-in/")
    assert token.revoked_at is not None


def test_a_reset_password_is_told_once_and_ends_sessions(county, wang, secadmin, login) -> None:
    browser = login(wang)
    address = f"{USERS}{county.users['wang'].uuid}/reset-password/"

    answer = login(secadmin).post(address, {"reason": "忘记密码，已核实身份"})
    password = re.search(r"<dt>初始密码</dt><dd><code[^>]*>([^<]+)<", answer.content.decode())[1]

    assert browser.get("/orgs/units/")["Location"].startswith("/account/sign-in/")
    assert type_password(browser, "wang", PASSWORD).status_code == 422
    assert type_password(browser, "wang", password).status_code == 302
    row = AuditRow.objects.get(action="accounts.password.reset")
    assert row.changes == {"note": "忘记密码，已核实身份"}


def test_a_page_without_a_reason_keeps_the_account_as_it_is(county, secadmin, login) -> None:
    user = county.users["wang"]
    before = state_of(user)

    answer = login(secadmin).post(f"{USERS}{user.uuid}/reset-password/", {"reason": ""})

    assert answer.status_code == 422
    assert state_of(user) == before


@pytest.mark.parametrize("who", ["chief", "office", "auditor", "li", "zhao", "duty"])
def test_the_list_of_accounts_is_closed_to_others(who: str, county, login) -> None:
    user = county.users["wang"]
    browser = login(county.actors[who])

    for address in (USERS, f"{USERS}{user.uuid}/", f"{USERS}new/", f"{USERS}{user.uuid}/unlock/"):
        assert browser.get(address).status_code == 403


def test_the_security_administrator_makes_no_accounts(county, secadmin, login) -> None:
    count = User.objects.count()

    answer = login(secadmin).post(f"{USERS}new/", {"username": "wu.lan", "name": "乌兰"})

    assert answer.status_code == 403
    assert User.objects.count() == count


def test_telephone_numbers_are_masked_and_sealed(
    county, sysadmin, login, django_db_blocker
) -> None:
    user = county.users["wang"]
    services.update_account(
        actor=sysadmin, user_uuid=user.uuid, name=user.name, phone="13899990000"
    )
    browser = login(sysadmin)

    pages = [
        browser.get(a).content.decode()
        for a in (USERS, f"{USERS}{user.uuid}/", f"{USERS}{user.uuid}/edit/")
    ]
    row = AuditRow.objects.get(action="accounts.user.updated")

    assert not any("13899990000" in page for page in pages)
    assert "138****0000" in pages[0]
    assert "13899990000" not in str(row.changes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_user WHERE id = %s", [user.pk])
        assert cursor.fetchone()[0].startswith("s4:")


def test_correcting_a_name_keeps_the_number(county, sysadmin, login) -> None:
    user = county.users["wang"]
    services.update_account(
        actor=sysadmin, user_uuid=user.uuid, name=user.name, phone="13899990000"
    )

    login(sysadmin).post(f"{USERS}{user.uuid}/edit/", {"name": "王医", "phone": ""})

    user.refresh_from_db()
    assert (user.name, user.phone) == ("王医", "13899990000")


def test_the_list_filters_pages_and_exports(county, sysadmin, login) -> None:
    browser = login(sysadmin)

    found = browser.get(USERS, {"q": "zhao"})
    sheet = browser.get(USERS, {"q": "zhao", "export": "xlsx"})
    cells = [
        cell
        for row in load_workbook(io.BytesIO(sheet.content)).active.iter_rows(values_only=True)
        for cell in row
    ]

    assert [user.username for user in found.context["page"]] == ["zhao"]
    assert "zhao" in cells
    assert "wang" not in cells
    assert browser.get(USERS, {"page": "zzz", "state": "nonsense"}).status_code == 200


def test_the_list_costs_the_same_for_many_accounts(
    county, sysadmin, login, django_assert_max_num_queries
) -> None:
    User.objects.bulk_create(
        User(username=f"many{number}", name=f"某{number}", password="!") for number in range(60)
    )
    browser = login(sysadmin)
    browser.get(USERS)

    with django_assert_max_num_queries(15):
        answer = browser.get(USERS)

    assert len(answer.context["page"].object_list) == 50
