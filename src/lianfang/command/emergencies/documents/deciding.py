"""How the ground for ending a response reads."""

from lianfang.command.emergencies.choices import ClosingGround
from lianfang.command.emergencies.models import Emergency, Proposal
from lianfang.command.emergencies.queries import longest_incubation
from lianfang.command.emergencies.rules import moment_words, span_words
from lianfang.county.standards.public import earliest_end


def incubation_words(emergency: Emergency) -> str:
    """What the catalogue says about the longest incubation, for whoever proposes the end."""
    if emergency.disease is None:
        return "本事件没有登记病种，不能按最长潜伏期计算。"
    hours = longest_incubation(emergency)
    if hours is None:
        return f"“{emergency.disease.name}”没有最长潜伏期数据，须由专家研判。"
    return f"“{emergency.disease.name}”最长潜伏期 {span_words(hours)}。"


def closing_words(proposal: Proposal) -> str:
    """The ground, the moment it counts from, and from when on it holds; empty where nothing ends."""
    if not proposal.closing_ground:
        return ""
    words = str(ClosingGround(proposal.closing_ground).label)
    if proposal.closing_ground == ClosingGround.DANGER_REMOVED or proposal.anchored_on is None:
        return f"{words}。证据：{proposal.removal_evidence}"
    hours = longest_incubation(proposal.emergency)
    earliest = earliest_end(proposal.anchored_on, max_hours=hours)
    words += f"。{proposal.get_closing_anchor_display()} {moment_words(proposal.anchored_on)}"
    if hours is None or earliest is None:
        return words
    return f"{words}，最长潜伏期 {span_words(hours)}，最早 {moment_words(earliest)} 可以终止"
