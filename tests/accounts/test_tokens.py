"""Keys for programs."""

import hashlib
from datetime import timedelta

import pytest

from lianfang.base.accounts.models import ApiToken
from lianfang.base.accounts.public import make_token, revoke_token
from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.county.orgs.public import end_post, list_posts_of
from tests.builders.accounts import build_token

pytestmark = pytest.mark.django_db
ME = "/api/v1/account/me"


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_token_acts_at_the_post_it_was_made_at(wang, client) -> None:
    _, key = build_token(wang)

    answer = client.get(ME, headers=bearer(key))

    assert answer.status_code == 200
    assert answer.json()["unit"] == "县医院"
    assert answer.json()["role"] == "liaison"


def test_only_the_digest_is_stored_and_the_log_has_no_key(wang) -> None:
    token, key = build_token(wang)

    stored = ApiToken.objects.filter(pk=token.pk).values().get()

    assert stored["digest"] == hashlib.sha256(key.encode()).hexdigest()
    assert key not in str(stored)
    assert key not in str(list(AuditRow.objects.values_list("changes", "target_label")))


@pytest.mark.parametrize("key", ["", "wrong", "lf_" + "a" * 43, "钥匙".encode().decode("latin-1")])
def test_an_unknown_key_is_answered_401(key: str, wang, client) -> None:
    build_token(wang)

    answer = client.get(ME, headers=bearer(key))

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def test_a_revoked_token_is_worthless_at_once(wang, client) -> None:
    token, key = build_token(wang)
    assert client.get(ME, headers=bearer(key)).status_code == 200

    revoke_token(actor=wang, token_uuid=token.uuid)

    assert client.get(ME, headers=bearer(key)).status_code == 401


def test_a_token_ends_with_its_day(wang, client) -> None:
    _, key = build_token(wang, days=30)

    with clock.moved_to(clock.now() + timedelta(days=29)):
        assert client.get(ME, headers=bearer(key)).status_code == 200
    with clock.moved_to(clock.now() + timedelta(days=31)):
        assert client.get(ME, headers=bearer(key)).status_code == 401


def test_a_token_ends_with_its_post(county, wang, secadmin, client) -> None:
    _, key = build_token(wang)
    post = list_posts_of(county.users["wang"])[0]

    end_post(actor=secadmin, post_uuid=post.uuid, reason="调离")

    assert client.get(ME, headers=bearer(key)).status_code == 401


def test_nobody_revokes_another_persons_token(wang, zhao) -> None:
    token, _ = build_token(wang)

    with pytest.raises(NotFound):
        revoke_token(actor=zhao, token_uuid=token.uuid)

    token.refresh_from_db()
    assert token.revoked_at is None


@pytest.mark.parametrize(("label", "days"), [("", 30), ("  ", 30), ("直报", 0), ("直报", 366)])
def test_a_token_without_use_or_with_too_long_a_life_is_refused(
    label: str, days: int, wang
) -> None:
    with pytest.raises(RuleBroken):
        make_token(actor=wang, label=label, days=days)

    assert not ApiToken.objects.exists()


def test_the_page_shows_a_key_once(wang, login) -> None:
    browser = login(wang)

    made = browser.post("/account/tokens/", {"label": "直报系统", "days": 30})
    key = made.context["key"]
    again = browser.get("/account/tokens/")

    assert key in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert key not in again.content.decode()
    assert "直报系统" in again.content.decode()


def test_the_page_revokes(wang, login) -> None:
    token, _ = build_token(wang)

    login(wang).post(f"/account/tokens/{token.uuid}/revoke/")

    token.refresh_from_db()
    assert token.revoked_by_id == wang.user_id


def test_a_token_makes_no_tokens(wang, client) -> None:
    _, key = build_token(wang)

    answer = client.post(
        "/api/v1/account/tokens", {"label": "x", "days": 1}, "application/json", headers=bearer(key)
    )

    assert answer.status_code == 403
    assert ApiToken.objects.count() == 1


def test_the_api_lists_ones_own_tokens_only(wang, zhao, login) -> None:
    token, _ = build_token(wang)
    build_token(zhao, label="赵的")

    answer = login(wang).get("/api/v1/account/tokens").json()

    assert [row["uuid"] for row in answer["items"]] == [str(token.uuid)]
    assert "key" not in answer["items"][0]
