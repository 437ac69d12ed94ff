"""Sending and reading messages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.notices.choices import Urgency
from lianfang.base.notices.models import Notice, NoticeLink
from lianfang.base.notices.queries import list_notices, lock_notice

from .outbox import put_into_outbox

BATCH = 1000


@dataclass(frozen=True)
class Link:
    """A file or page that a letter points to: its name and an address of this house."""

    label: str
    url: str


@dataclass(frozen=True)
class Letter:
    """
    A message on its way: to one mailbox, with subject, words and an address to open.

    Subject and links also leave by the channels of the mailbox; the body never does. A file is
    sent as a link that asks for sign-in, not as an attachment.
    """

    mailbox: str
    kind: str
    subject: str
    body: str = ""
    url: str = ""
    urgency: str = Urgency.NORMAL
    links: tuple[Link, ...] = ()


def unit_mailbox(unit_id: int) -> str:
    return f"unit:{unit_id}"


def user_mailbox(user_id: int) -> str:
    return f"user:{user_id}"


def send_letters(letters: Iterable[Letter]) -> int:
    """Put letters into their mailboxes and count them; see `post_letters`."""
    return len(post_letters(letters))


def post_letters(letters: Iterable[Letter]) -> list[Notice]:
    """
    Put letters into their mailboxes, in the caller's transaction; the rows in the letters' order.

    In the transaction and not after it: a message in the system is a record like the others, and
    a killed process must not lose one that belongs to an acknowledged act. What leaves by the
    mailboxes' channels is written with it; the worker sends it after commit.
    """
    at, given = clock.now(), list(letters)
    rows = [Notice(created_at=at, **_columns(letter)) for letter in given]
    rows = Notice.objects.bulk_create(rows, batch_size=BATCH)
    links = [
        NoticeLink(notice=row, label=link.label[:100], url=link.url)
        for row, letter in zip(rows, given, strict=True)
        for link in letter.links
    ]
    if links:
        NoticeLink.objects.bulk_create(links, batch_size=BATCH)
    put_into_outbox(rows)
    return rows


def _columns(letter: Letter) -> dict[str, str]:
    return {
        "mailbox": letter.mailbox, "kind": letter.kind, "subject": letter.subject[:200],
        "body": letter.body, "url": letter.url, "urgency": letter.urgency,
    }  # fmt: skip


@transaction.atomic
def mark_read(*, actor: Actor, notice_uuid: object) -> Notice:
    """
    Note who opened a message first. No audit row: the message itself keeps who and when.

    :raises NotFound: the message lies in another mailbox.
    """
    notice = lock_notice(actor, notice_uuid)
    if notice.read_at is None:
        notice.read_at, notice.read_by_id = clock.now(), actor.user_id
        notice.save(update_fields=["read_at", "read_by"])
    return notice


@transaction.atomic
def mark_all_read(*, actor: Actor) -> int:
    """Note that the actor has seen everything in the mailboxes."""
    count = (
        list_notices(actor)
        .filter(read_at=None)
        .update(read_at=clock.now(), read_by_id=actor.user_id)
    )
    if count:
        record(actor=actor, action="notices.notice.all_read", count=count)
    return count
