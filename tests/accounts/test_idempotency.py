"""A write that is sent twice is done once."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client

from lianfang.base.accounts.idempotency import REPLAYED
from lianfang.base.accounts.models import AnsweredWrite
from lianfang.base.accounts.public import forget_old_answers
from lianfang.base.audit.models import NumberSeries
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from tests.builders.accounts import build_token

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.idempotent_api")]


def taken() -> int:
    row = NumberSeries.objects.filter(series="trial").first()
    return row.last if row else 0


@pytest.fixture
def send(wang):
    _, key = build_token(wang)
    client = Client(headers={"Authorization": f"Bearer {key}"}, raise_request_exception=False)

    def post(path: str, body: dict, idempotency_key: str | None = "a-1"):
        headers = {} if idempotency_key is None else {"Idempotency-Key": idempotency_key}
        return client.post(f"/api/trial/{path}", body, "application/json", headers=headers)

    post.client = client
    return post


def test_the_same_request_twice_counts_once_and_answers_the_same(send) -> None:
    first = send("take", {"count": 1})
    second = send("take", {"count": 1})

    assert taken() == 1
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert first["Content-Type"] == second["Content-Type"]
    assert REPLAYED not in first.headers
    assert second[REPLAYED] == "true"


def test_without_a_key_each_request_counts(send) -> None:
    send("take", {"count": 1}, None)
    send("take", {"count": 1}, None)

    assert taken() == 2
    assert not AnsweredWrite.objects.exists()


def test_another_body_under_the_same_key_is_refused(send) -> None:
    send("take", {"count": 1})

    answer = send("take", {"count": 5})

    assert answer.status_code == 422
    assert "另一个请求" in answer.json()["detail"]
    assert taken() == 1


def test_another_path_under_the_same_key_is_refused(send) -> None:
    send("take", {"count": 1})

    assert send("take?x=1", {"count": 1}).status_code == 422
    assert taken() == 1


def test_two_people_may_use_the_same_key(send, zhao) -> None:
    send("take", {"count": 1})
    _, key = build_token(zhao)

    answer = Client().post(
        "/api/trial/take", {"count": 1}, "application/json",
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "a-1"},
    )  # fmt: skip

    assert answer.status_code == 201
    assert taken() == 2


@pytest.mark.parametrize("key", ["", "   ", "x" * 101])
def test_an_unusable_key_is_refused_before_anything_happens(key: str, send) -> None:
    answer = send("take", {"count": 1}, key)

    assert answer.status_code == 422
    assert taken() == 0


def test_the_longest_key_is_taken(send) -> None:
    assert send("take", {"count": 1}, "x" * 100).status_code == 201


def test_a_refusal_leaves_nothing_and_is_judged_anew(send) -> None:
    first, second = send("refuse", {"count": 1}), send("refuse", {"count": 1})

    assert (first.status_code, second.status_code) == (422, 422)
    assert REPLAYED not in second.headers
    assert taken() == 0
    assert not AnsweredWrite.objects.exists()


def test_a_process_that_dies_leaves_neither_write_nor_answer(send) -> None:
    assert send("crash", {"count": 1}).status_code == 500

    assert taken() == 0
    assert not AnsweredWrite.objects.exists()
    assert send("take", {"count": 1}).status_code == 201


def test_an_invalid_body_stores_nothing(send) -> None:
    assert send("take", {"count": "many"}).status_code == 422
    assert send("take", {"count": 1}).status_code == 201


def test_a_stranger_gets_401_even_with_a_known_key(send) -> None:
    send("take", {"count": 1})

    answer = Client().post(
        "/api/trial/take", {"count": 1}, "application/json", headers={"Idempotency-Key": "a-1"}
    )

    assert answer.status_code == 401


def test_a_file_sent_again_in_another_envelope_is_the_same_request(send) -> None:
    def upload(raw: bytes):
        body = {"label": "表", "sent": SimpleUploadedFile("a.csv", raw)}
        return send.client.post("/api/trial/file", body, headers={"Idempotency-Key": "f-1"})

    first, second, other = upload(b"1,2"), upload(b"1,2"), upload(b"1,3")

    assert first.json() == {"number": 1, "size": 3, "label": "表"}
    assert second.content == first.content
    assert other.status_code == 422
    assert taken() == 1


def test_the_stored_answer_is_sealed(send) -> None:
    send("take", {"count": 1})

    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM accounts_answeredwrite")
        assert cursor.fetchone()[0].startswith("s4:")


def test_answers_are_forgotten_after_their_time(send) -> None:
    send("take", {"count": 1}, "old")
    later = clock.now() + timedelta(days=3)
    with clock.moved_to(later - timedelta(minutes=1)):
        AnsweredWrite.objects.create(
            user=AnsweredWrite.objects.get().user, key="new", path="/", body_digest="", status=200
        )

    with clock.moved_to(later):
        count = forget_old_answers(actor=Actor.system("清理"), older_than=timedelta(days=2))

    assert count == 1
    assert list(AnsweredWrite.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.postgres_only
def test_while_the_first_is_under_way_the_second_is_told_to_wait(send, wang) -> None:
    name = f"{wang.user_id}:a-1"
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    first = connections.create_connection("default")
    try:
        with first.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [number])
        answer = send("take", {"count": 1})
    finally:
        first.close()

    assert answer.status_code == 409
    assert taken() == 0
