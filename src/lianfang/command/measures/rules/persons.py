"""Persons under a measure: how long, with whose consent, and what proves that they were told."""

from datetime import datetime, timedelta

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.measures.choices import ConsentBy, Outcome, PaperKind, Receiver, Route, Way

TO_PERSONS = (PaperKind.PERSON_NOTICE, PaperKind.RELEASE, PaperKind.CERTIFICATE)


def latest_end(
    *, last_exposed_at: datetime | None, observation_days: int | None, is_contact: bool
) -> datetime | None:
    """
    The moment beyond which nobody may be kept; None where medical results decide (art. 58).

    :raises RuleBroken: a contact without a last exposure, or a disease whose contacts are not observed.
    """
    if not is_contact:
        return None
    if observation_days is None:
        raise RuleBroken("国家规则没有规定该病种接触者的医学观察期限，不能采取医学观察。")
    if last_exposed_at is None:
        raise RuleBroken(
            "请填写末次接触时间，医学观察期限由此起算。",
            fields={"last_exposed_at": "请填写"},
        )
    return last_exposed_at + timedelta(days=observation_days)


def check_person_period(
    *, starts_at: datetime, ends_at: datetime, latest: datetime | None, measure_ends_at: datetime
) -> None:
    """:raises RuleBroken: an end before the start, after the measure's, or beyond what the disease allows."""
    if ends_at <= starts_at:
        raise RuleBroken("解除时间应晚于开始时间。", fields={"ends_at": "应晚于开始时间"})
    if latest is not None and ends_at > latest:
        raise RuleBroken(
            "解除时间超过国家规定的观察期限（自末次接触起算），依据传染病防治法第五十八条不得超出，请缩短。",
            fields={"ends_at": "超过规定期限"},
        )
    if ends_at > measure_ends_at:
        raise RuleBroken(
            "个人的解除时间不能晚于本项措施的结束时间。", fields={"ends_at": "晚于措施结束时间"}
        )


def check_consent(*, route: str, by: str, is_minor: bool) -> None:
    """:raises RuleBroken: nobody agreed where consent is what the measure stands on."""
    if route != Route.CONSENT:
        return
    if by == ConsentBy.NOBODY:
        raise RuleBroken(
            "这项措施以本人同意为前提，请先取得并登记同意；不同意的不能列入。",
            fields={"consent_by": "请登记同意"},
        )
    if is_minor and by != ConsentBy.GUARDIAN:
        raise RuleBroken("未成年人须由监护人同意。", fields={"consent_by": "须由监护人同意"})


def check_delivery(
    *,
    kind: str,
    way: str,
    receiver: str,
    outcome: str,
    is_minor: bool,
    witness: str,
    at: datetime,
    issued_at: datetime,
    now: datetime,
) -> None:
    """:raises RuleBroken: a time that cannot be, or a proof that would not hold."""
    if at > now or at < issued_at:
        raise RuleBroken("送达时间应在文书制发之后、现在之前。", fields={"delivered_at": "请核对"})
    if kind not in TO_PERSONS:
        if receiver in (Receiver.SELF, Receiver.GUARDIAN, Receiver.RELATIVE):
            raise RuleBroken(
                "公告类文书请登记公布方式，或送达单位。", fields={"receiver": "请核对"}
            )
        return
    if receiver == Receiver.PUBLIC or way in (Way.POSTED, Way.BROADCAST):
        raise RuleBroken("个人文书不得公开张贴或发布，请直接送达。", fields={"way": "不得公开"})
    if is_minor and receiver == Receiver.SELF:
        raise RuleBroken("未成年人的文书应送达监护人。", fields={"receiver": "应送达监护人"})
    if (outcome == Outcome.REFUSED or way == Way.LEFT) and not witness.strip():
        raise RuleBroken("拒绝签收或留置送达的，请写明见证人。", fields={"witness": "请写明见证人"})


def check_way_out(*, way: str, route: str, ways: tuple[str, ...]) -> None:
    """:raises RuleBroken: a way that there is not, or consent taken back where none was asked for."""
    if way not in ways:
        raise RuleBroken("请选择解除方式。", fields={"way": "请选择"})
    if way == "withdraw" and route != Route.CONSENT:
        raise RuleBroken(
            "这项措施不以同意为前提，不能以撤回同意解除；对措施不服的，请登记申诉。",
            fields={"way": "不适用"},
        )
