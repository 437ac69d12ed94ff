"""The telephone as second factor, checked against another implementation (pyotp)."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from lianfang.base.accounts.public import reset_second_factor
from lianfang.base.accounts.services import give_second_factor
from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel.errors import RuleBroken
from lianfang.county.orgs.public import grant_post
from tests.builders.accounts import enrol_phone, type_password
from tests.builders.world import PASSWORD

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
PAGE, SETUP = "/account/second-factor/", "/account/second-factor/setup/"
WORK = "/orgs/units/"


@pytest.fixture(autouse=True)
def moment():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def phone(chief, moment):
    """The leader's telephone, enrolled some minutes ago."""
    totp, codes = enrol_phone(chief, NOON - timedelta(minutes=10))
    totp.recovery = codes
    return totp


def test_a_leader_enrols_a_telephone_before_seeing_anything(chief) -> None:
    client = Client()
    type_password(client, "chief", PASSWORD)

    first = client.get(WORK)
    page = client.get(PAGE, follow=True).content.decode()
    key = re.search(r"密钥：<code[^>]*>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    enrolled = client.post(SETUP, {"code": pyotp.TOTP(key).at(NOON)})

    assert first["Location"].startswith(PAGE)
    assert "data:image/svg+xml;base64," in page
    assert "请保存备用码" in enrolled.content.decode()
    assert client.get(WORK).status_code == 200
    assert AuditRow.objects.filter(action="accounts.second_factor.enrolled").count() == 1


def test_the_password_alone_opens_nothing_for_a_leader(phone, chief) -> None:
    client = Client()
    type_password(client, "chief", PASSWORD)

    assert client.get(WORK)["Location"].startswith(PAGE)
    assert client.post("/orgs/posts/choose/", {"post": chief.post_id}).status_code == 302
    assert client.get("/api/v1/account/me").status_code == 401


def test_a_code_of_the_telephone_opens_the_page_that_was_asked_for(phone) -> None:
    client = Client()
    type_password(client, "chief", PASSWORD)
    before = client.session.session_key

    answer = client.post(PAGE, {"code": phone.at(NOON), "next": WORK})

    assert answer["Location"] == WORK
    assert client.get(WORK).status_code == 200
    assert client.get("/api/v1/account/me").status_code == 200
    assert client.session.session_key != before


def test_a_code_serves_once(phone, chief) -> None:
    give_second_factor(actor=chief, code=phone.at(NOON))

    with pytest.raises(RuleBroken):
        give_second_factor(actor=chief, code=phone.at(NOON))


@pytest.mark.parametrize("code", ["000000", "", "abcdef", "١٢٣٤٥٦", "99999999999999999999"])
def test_a_wrong_code_is_refused_and_logged(code: str, phone) -> None:
    client = Client()
    type_password(client, "chief", PASSWORD)

    answer = client.post(PAGE, {"code": code})

    assert answer.status_code == 422
    assert client.get(WORK)["Location"].startswith(PAGE)


def test_wrong_codes_cost_longer_and_longer_pauses(phone, chief, moment) -> None:
    for code in ("000000", "000001"):
        with pytest.raises(RuleBroken):
            give_second_factor(actor=chief, code=code)

    with pytest.raises(RuleBroken) as refused:
        give_second_factor(actor=chief, code=phone.at(NOON))
    moment.shift(timedelta(minutes=1))
    device = give_second_factor(actor=chief, code=phone.at(NOON + timedelta(minutes=1)))

    assert "连续输错" in refused.value.message
    assert isinstance(device, TOTPDevice)


def test_a_recovery_code_serves_once(phone, chief) -> None:
    code = phone.recovery[0]
    give_second_factor(actor=chief, code=code.upper())

    with pytest.raises(RuleBroken):
        give_second_factor(actor=chief, code=code)


def test_a_stolen_password_cannot_enrol_a_second_telephone(phone) -> None:
    client = Client()
    type_password(client, "chief", PASSWORD)

    answer = client.get(SETUP)

    assert answer.status_code == 403
    assert TOTPDevice.objects.filter(user__username="chief").count() == 1


def test_recovery_codes_are_not_given_to_a_session_without_the_telephone(phone) -> None:
    client = Client()
    type_password(client, "chief", PASSWORD)

    answer = client.post("/account/second-factor/codes/")

    assert answer.status_code == 403
    assert "备用码代替" not in answer.content.decode()


def test_a_reset_makes_the_old_telephone_worthless(phone, chief, secadmin, county) -> None:
    client = Client()
    type_password(client, "chief", PASSWORD)
    client.post(PAGE, {"code": phone.at(NOON)})

    reset_second_factor(actor=secadmin, user_uuid=county.users["chief"].uuid, reason="手机遗失")

    assert client.get(WORK)["Location"].startswith("/account/sign-in/")
    with pytest.raises(RuleBroken):
        give_second_factor(actor=chief, code=phone.at(NOON))


def test_a_liaison_needs_no_second_factor(county) -> None:
    client = Client()
    type_password(client, "li", PASSWORD)

    assert client.get(WORK).status_code == 200


def test_the_demonstration_asks_no_second_factor(county, settings) -> None:
    settings.LIANFANG_REQUIRE_SECOND_FACTOR = False
    client = Client()
    type_password(client, "chief", PASSWORD)

    assert client.get(WORK).status_code == 200


def test_a_new_deciding_post_ends_sessions_opened_without_a_telephone(county, secadmin) -> None:
    client = Client()
    type_password(client, "li", PASSWORD)
    assert client.get(WORK).status_code == 200

    grant_post(
        actor=secadmin,
        user=county.users["li"],
        unit=county.units["county-government"],
        role="leader",
    )

    assert client.get(WORK)["Location"].startswith("/account/sign-in/")
    type_password(client, "li", PASSWORD)
    assert client.get(WORK)["Location"].startswith(PAGE)
