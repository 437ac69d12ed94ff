"""The way in, the lock on it, and the ways out."""

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client

from lianfang.base.accounts.public import end_sessions, unlock_account
from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import RuleBroken
from tests.builders.accounts import SIGN_IN, type_password
from tests.builders.world import PASSWORD

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WRONG = "Wrong-password-1"


def fail(client: Client, username: str, times: int) -> list[int]:
    return [type_password(client, username, WRONG).status_code for _ in range(times)]


def actions() -> list[str]:
    return list(AuditRow.objects.order_by("seq").values_list("action", flat=True))


def test_the_right_password_opens_the_page_that_was_asked_for(county) -> None:
    client = Client()
    asked = client.get("/orgs/units/?q=北庭")

    answer = type_password(client, "li", PASSWORD, next_page="/orgs/units/?q=北庭")

    assert asked.status_code == 302
    assert asked["Location"].startswith(SIGN_IN)
    assert unquote(answer["Location"]) == "/orgs/units/?q=北庭"
    assert client.get("/orgs/units/").status_code == 200
    assert actions()[-1] == "accounts.session.opened"


def test_an_account_name_may_be_typed_in_capitals(county) -> None:
    assert type_password(Client(), "LI", PASSWORD).status_code == 302


def test_sign_in_never_leads_to_another_site(county) -> None:
    for address in ("https://evil.example/", "//evil.example/x", "javascript:alert(1)"):
        answer = type_password(Client(), "li", PASSWORD, next_page=address)

        assert "evil" not in answer.get("Location", "")
        assert "javascript" not in answer.get("Location", "")


@pytest.mark.parametrize("username", ["li", "nobody-here"])
def test_a_wrong_password_and_an_unknown_account_look_the_same(username: str, county) -> None:
    answer = type_password(Client(), username, WRONG)

    assert answer.status_code == 422
    assert "账号或密码不正确" in answer.content.decode()
    assert WRONG not in answer.content.decode()
    assert "_auth_user_id" not in answer.client.session


def test_a_switched_off_account_looks_like_a_wrong_password(county) -> None:
    county.users["li"].is_active = False
    county.users["li"].save(update_fields=["is_active"])

    answer = type_password(Client(), "li", PASSWORD)

    assert answer.status_code == 422
    assert "账号或密码不正确" in answer.content.decode()


def test_a_failure_is_logged_with_the_account_but_what_was_typed_is_not(county) -> None:
    type_password(Client(), "li", WRONG)
    type_password(Client(), "my-secret-typed-here", WRONG)

    known, unknown = AuditRow.objects.filter(action="accounts.session.refused").order_by("seq")
    assert known.target_uuid == str(county.users["li"].uuid)
    assert unknown.target_uuid == ""
    assert unknown.changes == {"note": "账号不存在"}
    for row in (known, unknown):
        text = f"{row.actor_name}{row.target_label}{row.changes}"
        assert "my-secret" not in text
        assert WRONG not in text


def test_the_fifth_failure_locks_for_thirty_minutes(county) -> None:
    client = Client()
    with time_machine.travel(MONDAY, tick=False):
        assert fail(client, "li", 5) == [422, 422, 422, 422, 429]
        locked = type_password(client, "li", PASSWORD)
    with time_machine.travel(MONDAY + timedelta(minutes=29), tick=False):
        still = type_password(client, "li", PASSWORD)
    with time_machine.travel(MONDAY + timedelta(minutes=31), tick=False):
        opened = type_password(client, "li", PASSWORD)

    assert locked.status_code == 429
    for words in ("30 分钟", "安全管理员", "解除锁定"):
        assert words in locked.content.decode()
    assert still.status_code == 429
    assert opened.status_code == 302
    assert actions().count("accounts.session.refused") == 4
    assert actions().count("accounts.session.locked_out") == 1


def test_the_lock_holds_for_one_account_at_one_address_only(county) -> None:
    fail(Client(), "li", 5)

    elsewhere = Client(REMOTE_ADDR="10.1.1.9")
    assert type_password(elsewhere, "li", PASSWORD).status_code == 302
    assert type_password(Client(), "zhao", PASSWORD).status_code == 302


def test_a_success_in_between_begins_the_count_anew(county) -> None:
    client = Client()
    fail(client, "li", 4)
    type_password(client, "li", PASSWORD)
    client.post("/account/sign-out/")

    assert fail(client, "li", 4) == [422] * 4


def test_the_security_administrator_lifts_a_lock(county, secadmin) -> None:
    fail(Client(), "li", 5)

    unlock_account(actor=secadmin, user_uuid=county.users["li"].uuid, reason="本人来电，已核实")

    assert type_password(Client(), "li", PASSWORD).status_code == 302
    assert "accounts.user.unlocked" in actions()
    assert not AccessAttempt.objects.filter(username="li").exists()


def test_an_account_that_is_not_locked_cannot_be_unlocked(county, secadmin) -> None:
    before = actions()

    with pytest.raises(RuleBroken):
        unlock_account(actor=secadmin, user_uuid=county.users["li"].uuid, reason="试一试")

    assert actions() == before


def test_signing_out_needs_a_post_and_ends_the_session(li, login) -> None:
    client = login(li)

    assert client.get("/account/sign-out/").status_code == 405
    assert client.get("/orgs/units/").status_code == 200
    client.post("/account/sign-out/")

    assert client.get("/orgs/units/")["Location"].startswith(SIGN_IN)
    assert actions()[-1] == "accounts.session.closed"


@pytest.mark.parametrize(("minutes", "is_in"), [(29, True), (31, False)])
def test_a_session_ends_when_it_was_not_used_for_thirty_minutes(
    minutes: int, is_in: bool, li, login
) -> None:
    client = login(li)
    with clock.moved_to(MONDAY):
        client.get("/orgs/units/")
    with clock.moved_to(MONDAY + timedelta(minutes=minutes)):
        answer = client.get("/orgs/units/?q=a", follow=False)

    assert answer.status_code == (200 if is_in else 302)
    if not is_in:
        page = client.get(answer["Location"]).content.decode()
        assert "超过 30 分钟未操作" in page
        assert "_auth_user_id" not in client.session


def test_use_keeps_a_session_open(li, login) -> None:
    client = login(li)
    for minutes in range(0, 100, 20):
        with clock.moved_to(MONDAY + timedelta(minutes=minutes)):
            assert client.get("/orgs/units/").status_code == 200


def test_a_page_that_renews_itself_does_not_keep_a_session_open(li, login) -> None:
    client = login(li)
    with clock.moved_to(MONDAY):
        client.get("/orgs/units/")
    for minutes, status in ((20, 200), (40, 302)):
        with clock.moved_to(MONDAY + timedelta(minutes=minutes)):
            answer = client.get("/orgs/units/", headers={"X-Unattended": "1"})
        assert answer.status_code == status


def test_an_idle_fragment_request_sends_the_whole_page_to_sign_in(li, login) -> None:
    client = login(li)
    with clock.moved_to(MONDAY):
        client.get("/orgs/units/")
    with clock.moved_to(MONDAY + timedelta(hours=2)):
        answer = client.get("/orgs/units/", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"].startswith(SIGN_IN)


def test_all_sessions_of_a_person_end_at_once(county, li, zhao, login, secadmin) -> None:
    desk, phone, other = login(li), login(li), login(zhao)

    end_sessions(actor=secadmin, user=county.users["li"], reason="手机遗失")

    assert desk.get("/orgs/units/").status_code == 302
    assert phone.get("/orgs/units/").status_code == 302
    assert other.get("/orgs/units/").status_code == 200


def test_an_old_password_stands_in_front_of_every_page_but_its_own(county, li, login) -> None:
    client = login(li)
    client.get("/orgs/units/")
    county.users["li"].must_change_password = True
    county.users["li"].save(update_fields=["must_change_password"])

    answer = client.get("/orgs/units/")
    page = client.get(answer["Location"])

    assert answer["Location"].startswith("/account/password/")
    assert "初始密码" in page.content.decode()
    assert client.get("/api/v1/account/me").status_code == 401


def test_changing_the_password_keeps_this_session_and_ends_the_others(county, li, login) -> None:
    here, there = login(li), login(li)
    typed = {
        "old_password": PASSWORD, "new_password": "Beiting-1-xYz", "repeated": "Beiting-1-xYz",
    }  # fmt: skip

    answer = here.post("/account/password/", typed)

    assert answer["Location"] == "/account/"
    assert here.get("/orgs/units/").status_code == 200
    assert there.get("/orgs/units/").status_code == 302


def test_a_refused_password_says_why_and_shows_nothing_that_was_typed(li, login) -> None:
    typed = {"old_password": PASSWORD, "new_password": "short", "repeated": "short"}

    answer = login(li).post("/account/password/", typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "至少 10 位" in page
    assert PASSWORD not in page
