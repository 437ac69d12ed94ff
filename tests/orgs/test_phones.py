"""Telephone numbers: masked, and shown with a reason to those who work together."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.county.orgs.public import list_posts_of
from lianfang.county.orgs.services import reveal_phone
from tests.builders.roster import build_shift

pytestmark = pytest.mark.django_db


def test_a_telephone_number_is_shown_for_a_reason_and_logged(county, office) -> None:
    user = county.users["li"]
    user.phone = "13899990000"
    user.save(update_fields=["phone"])
    post = list_posts_of(user)[0]

    phone = reveal_phone(actor=office, post_uuid=post.uuid, reason="催办签收")

    row = AuditRow.objects.latest("seq")
    assert phone == "13899990000"
    assert (row.action, row.changes) == ("orgs.phone.revealed", {"note": "催办签收"})


@pytest.mark.parametrize(
    ("who", "reason", "refusal"),
    [("zhao", "催办", NotFound), ("wang", "催办", NotAllowed), ("office", "", RuleBroken)],
)
def test_a_telephone_number_stays_masked_for_others(
    who: str, reason: str, refusal: type[Exception], county
) -> None:
    county.users["li"].phone = "13899990000"
    county.users["li"].save(update_fields=["phone"])
    post = list_posts_of(county.users["li"])[0]
    rows = AuditRow.objects.count()

    with pytest.raises(refusal):
        reveal_phone(actor=county.actors[who], post_uuid=post.uuid, reason=reason)

    assert AuditRow.objects.count() == rows


def test_those_on_duty_at_the_same_time_may_call_each_other(county, li, wang, login) -> None:
    county.users["li"].phone = "13899990000"
    county.users["li"].save(update_fields=["phone"])
    address = reverse("orgs:post_phone", args=[list_posts_of(county.users["li"])[0].uuid])
    hospital, neighbour = login(wang), login(county.actors["zhao"])

    assert hospital.get(address).status_code == 403
    assert neighbour.get(address).status_code == 404
    build_shift(li)
    assert hospital.get(address).status_code == 403
    assert address not in hospital.get(reverse("orgs:duty_now")).content.decode()
    build_shift(wang)
    assert "13899990000" in hospital.post(address, {"reason": "核实病例去向"}).content.decode()
    with clock.moved_to(clock.now() + timedelta(hours=9)):
        assert login(wang).get(address).status_code == 403
        assert login(li).get(address).status_code == 200
