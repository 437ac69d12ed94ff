"""Signals for tests, in whatever state their services bring them."""

from datetime import timedelta

from lianfang.base.kernel import clock
from lianfang.command.surveillance.public import (
    Signal,
    dismiss_signal,
    record_signal,
    verify_signal,
)

from .world import World


def build_signal(
    world: World, *, by: str = "wang", area: str = "652327103", state: str = "new", **given: object
) -> Signal:
    """A cluster of vomiting at a school of 北庭镇, recorded by the hospital unless told otherwise."""
    values = {
        "title": "北庭镇中心学校多名学生呕吐",
        "source": "school",
        "description": "今日上午某班 8 名学生呕吐，无重症。",
        "found_at": clock.now() - timedelta(minutes=30),
        "cases": 8,
        "place": "中心学校",
    }
    signal = record_signal(actor=world.actors[by], area=world.areas[area], **{**values, **given})
    judge = {"verified": verify_signal, "dismissed": dismiss_signal}.get(state)
    if judge is None:
        return signal
    return judge(actor=world.actors["cdc"], signal_uuid=signal.uuid, judgement="已电话向校医核实。")
