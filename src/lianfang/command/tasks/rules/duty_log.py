"""The quick line of a duty log, and what an entry must say. Plain values only."""

from datetime import datetime

from lianfang.base.kernel.errors import RuleBroken

LONGEST_ENTRY = 1000
MARKS = ("！", "!")


def read_quick_line(text: str) -> tuple[str, bool]:
    """
    The words of a quick line, and whether one keystroke before them marks it as significant.

    :raises RuleBroken: nothing is said, or too much.
    """
    line = text.strip()
    is_marked = line.startswith(MARKS)
    words = line.lstrip("".join(MARKS)).strip() if is_marked else line
    if not words:
        raise RuleBroken("请写明发生了什么。", fields={"words": "请写明发生了什么。"})
    if len(words) > LONGEST_ENTRY:
        sentence = f"一条日志不能超过 {LONGEST_ENTRY} 字，请分条记录。"
        raise RuleBroken(sentence, fields={"words": sentence})
    return words, is_marked


def check_happened(at: datetime, *, now: datetime) -> None:
    """:raises RuleBroken: the log tells what has happened, not what will."""
    if at > now:
        sentence = "发生时间晚于现在，请改正。"
        raise RuleBroken(sentence, fields={"at": sentence})
