"""What 通报, samples and proposals must say before they go out."""

from datetime import date, datetime, timedelta

from lianfang.base.kernel.errors import RuleBroken

SHORTEST = 5
LONGEST_CONTROL = timedelta(days=90)


def check_notification(*, title: str, words: str, sender: int | None, units: list[int]) -> None:
    """:raises RuleBroken: nothing said, nobody addressed, or only oneself."""
    if not title.strip() or len(title.strip()) > 100:
        raise RuleBroken("请用一句话写明标题，不超过 100 个字。", fields={"title": "请填写标题"})
    if len(words.strip()) < SHORTEST:
        raise RuleBroken(
            "请写明通报内容：什么情况、何时何地、需要对方做什么。", fields={"words": "请填写内容"}
        )
    if not units:
        raise RuleBroken("请至少选择一个接收单位。", fields={"units": "请选择接收单位"})
    if sender in units:
        raise RuleBroken("不能通报给本单位，请更换接收单位。", fields={"units": "不能是本单位"})


def check_sample(*, what: str, place: str, storage: str, taken_at: datetime, now: datetime) -> None:
    """:raises RuleBroken: what, where or how it is kept is not said, or taken in the future."""
    needed = (
        ("what", "样品", what),
        ("place", "采样地点", place),
        ("storage", "保存条件和位置", storage),
    )
    for name, label, text in needed:
        if not text.strip():
            raise RuleBroken(f"请填写{label}。", fields={name: f"请填写{label}"})
    if taken_at > now:
        raise RuleBroken("采样时间不能晚于现在。", fields={"taken_at": "不能晚于现在"})


def check_handover(*, handed_by: int | None, receiver: int | None) -> None:
    """Two people sign: whoever hands over cannot receive. :raises RuleBroken: the same person."""
    if handed_by is not None and handed_by == receiver:
        raise RuleBroken("移交人和接收人不能是同一人，请由接收单位的人员签收。")


def check_source_control(*, species: str, words: str, until: date, today: date) -> None:
    """:raises RuleBroken: what animals and which steps is not said, or no end that lies ahead within 90 days."""
    if not species.strip():
        raise RuleBroken("请填写疫源动物。", fields={"species": "请填写疫源动物"})
    if len(words.strip()) < SHORTEST:
        raise RuleBroken(
            "请写明控制建议：范围、措施、由谁落实。", fields={"words": "请写明控制建议"}
        )
    if not today <= until <= today + LONGEST_CONTROL:
        raise RuleBroken("建议期限应在今天之后 90 天之内。", fields={"until": "请核对期限"})
