"""What is personal stays where it is needed: not in logs, not in the audit trail, masked on pages."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import openpyxl
import pytest
from django.apps import apps
from django.test import Client

from lianfang.base.accounts.models import User
from lianfang.base.accounts.services import make_token
from lianfang.base.audit.models import AuditRow
from lianfang.base.audit.services import HIDDEN, record
from lianfang.base.kernel.actor import Actor
from lianfang.config.logs import JsonLines
from lianfang.county.orgs.models import Post
from tests.builders.world import World

from .plan_of_house import STOREY

pytestmark = pytest.mark.django_db
PHONE = "13999990000"
MASKED = "139****0000"
SECRETS = ("刘流调", "马值班", "李联络", PHONE, "只有一人知道的词")
Login = Callable[[Actor], Client]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything logged, written as the server writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def phones(county: World) -> World:
    """Everybody of the small county has the same telephone number."""
    for user in county.users.values():
        user.phone = PHONE
        user.save(update_fields=["phone"])
    return county


def test_a_working_session_leaves_no_name_number_or_query_in_the_log(
    phones: World, login: Login, log: io.StringIO
) -> None:
    duty, secadmin = login(phones.actors["duty"]), login(phones.actors["secadmin"])
    person = phones.users["li"]

    for path in ("/", "/signals/", "/tasks/", "/orgs/units/", "/search/", "/emergencies/"):
        duty.get(path, {"q": SECRETS[-1]})
    secadmin.get("/account/users/", {"q": "李联络"})
    secadmin.get(f"/account/users/{person.uuid}/")
    duty.post("/signals/new/", {"title": SECRETS[-1]})
    duty.get(f"/orgs/units/{person.uuid}/", {"q": PHONE})

    text = log.getvalue()
    assert text.count("lianfang.request") >= 10
    assert [secret for secret in SECRETS if secret in text] == []
    assert "?" not in text


def test_calls_of_a_program_leave_neither_its_key_nor_what_it_sent_in_the_log(
    phones: World, log: io.StringIO
) -> None:
    key = make_token(actor=phones.actors["duty"], label="样例", days=1)[1]
    headers = {"Authorization": f"Bearer {key}"}
    body = json.dumps({"title": SECRETS[-1], "description": PHONE})
    client = Client(headers=headers)

    client.get("/api/v1/signals", {"q": SECRETS[-1]})
    client.post("/api/v1/signals", body, content_type="application/json")
    client.get("/api/v1/account/me")

    text = log.getvalue()
    assert text.count("lianfang.request") == 3
    assert [secret for secret in (*SECRETS, key) if secret in text] == []


def test_a_failed_sign_in_leaves_no_account_name_in_the_log(
    phones: World, log: io.StringIO
) -> None:
    Client().post("/account/sign-in/", {"username": "chief", "password": "wrong-Pass-1"})

    assert "/account/sign-in/" in log.getvalue()
    assert "chief" not in log.getvalue()
    assert "wrong-Pass-1" not in log.getvalue()


def test_a_fault_is_logged_without_the_values_it_speaks_of(log: io.StringIO) -> None:
    try:
        raise ValueError(f"Key (username)=({SECRETS[0]}) already exists")
    except ValueError:
        logging.getLogger("lianfang").exception("写入失败")

    assert "ValueError" in log.getvalue()
    assert SECRETS[0] not in log.getvalue()


def personal_models() -> list[type]:
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in STOREY and getattr(model.Personal, "fields", ())
    ]


@pytest.mark.parametrize("model", personal_models(), ids=lambda model: model._meta.label)
def test_the_trail_names_no_record_that_holds_personal_data(model: type, county: World) -> None:
    fields = dict.fromkeys(model.Personal.fields, ("旧值甲", "新值乙"))

    row = record(actor=county.actors["secadmin"], action="x.y.z", target=model(), changes=fields)

    assert row.target_label == ""
    assert row.changes == dict.fromkeys(fields, HIDDEN)


def test_work_on_an_account_leaves_no_name_or_number_in_the_trail(
    phones: World, login: Login
) -> None:
    person = phones.users["li"]

    answer = login(phones.actors["sysadmin"]).post(
        f"/account/users/{person.uuid}/edit/", {"name": "李新名", "phone": "13888880000"}
    )

    row = AuditRow.objects.get(target_uuid=str(person.uuid))
    said = json.dumps([row.target_label, row.changes], ensure_ascii=False)
    assert answer.status_code == 302
    assert User.objects.get(pk=person.pk).phone == "13888880000"
    assert row.changes
    assert [secret for secret in ("李", "13888880000", PHONE) if secret in said] == []


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("li", "/account/"),
        ("secadmin", "/account/users/"),
        ("secadmin", "/account/users/{user}/"),
        ("secadmin", "/orgs/posts/"),
        ("duty", "/orgs/units/{unit}/"),
    ],
)
def test_a_telephone_number_is_shown_masked(
    phones: World, login: Login, who: str, path: str
) -> None:
    path = path.format(user=phones.users["li"].uuid, unit=phones.units["township-beiting"].uuid)

    answer = login(phones.actors[who]).get(path)

    content = answer.content.decode()
    assert answer.status_code == 200
    assert PHONE not in content
    assert MASKED in content


@pytest.mark.parametrize("path", ["/account/users/", "/orgs/posts/"])
def test_a_telephone_number_is_masked_in_spreadsheets(
    phones: World, login: Login, path: str
) -> None:
    answer = login(phones.actors["secadmin"]).get(path, {"export": "xlsx"})

    cells = [
        str(cell)
        for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.values
        for cell in row
    ]
    assert MASKED in cells
    assert [cell for cell in cells if PHONE in cell] == []


def test_looking_at_a_number_is_asked_for_and_recorded(phones: World, login: Login) -> None:
    post = Post.objects.get(user=phones.users["li"])
    client = login(phones.actors["duty"])

    asked = client.get(f"/orgs/posts/{post.uuid}/phone/").content.decode()
    shown = client.post(f"/orgs/posts/{post.uuid}/phone/", {"reason": "催办流调"}).content.decode()

    assert PHONE not in asked
    assert PHONE in shown
    assert (
        AuditRow.objects.filter(action="orgs.phone.revealed", target_uuid=str(post.uuid)).count()
        == 1
    )


def test_the_api_gives_no_telephone_numbers(phones: World, login: Login) -> None:
    client = login(phones.actors["office"])
    unit = phones.units["township-beiting"]

    answers = [
        client.get(path).content.decode()
        for path in ("/api/v1/account/me", f"/api/v1/orgs/units/{unit.uuid}", "/api/v1/orgs/units")
    ]

    assert [text for text in answers if PHONE in text or "phone" in text] == []
