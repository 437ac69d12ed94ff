"""Moments as people read them, always in Beijing time and by the clock of the house."""

from datetime import date, datetime, timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString

from lianfang.base.kernel import clock

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
# A task with less than this left is shown as urgent.
SOON = timedelta(hours=2)


def lf_now() -> str:
    """Return the present moment for the page, so that its script counts by the server's clock."""
    return clock.now().isoformat()


def lf_time(at: datetime | None) -> SafeString | str:
    """Show a moment as “11月23日 14:05”, with the year when it is not this one."""
    if at is None:
        return "—"
    local = clock.beijing(at)
    year = "" if local.year == clock.today().year else f"{local.year}年"
    return format_html(
        '<time class="lf-time" datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        full_moment(local),
        f"{year}{local.month}月{local.day}日 {local:%H:%M}",
    )


def lf_date(day: date | datetime | None) -> SafeString | str:
    """Show a day as “11月23日”, with the year when it is not this one."""
    if day is None:
        return "—"
    local = clock.beijing(day).date() if isinstance(day, datetime) else day
    year = "" if local.year == clock.today().year else f"{local.year}年"
    return format_html(
        '<time class="lf-time" datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        f"{local.year}年{local.month}月{local.day}日",
        f"{year}{local.month}月{local.day}日",
    )


def lf_ago(at: datetime | None) -> SafeString | str:
    """Show how long ago a moment was; the page keeps it fresh."""
    if at is None:
        return "—"
    local = clock.beijing(at)
    return format_html(
        '<time class="lf-time" datetime="{}" title="{}" data-relative="ago">{}</time>',
        local.isoformat(timespec="seconds"),
        full_moment(local),
        ago_words(clock.now() - at),
    )


def lf_left(due: datetime | None) -> SafeString | str:
    """Show how much time is left until a moment, or for how long it has passed."""
    if due is None:
        return "—"
    local = clock.beijing(due)
    left = due - clock.now()
    return format_html(
        '<time class="lf-left {}" datetime="{}" title="{}" data-relative="left">{}</time>',
        "is-late" if left < timedelta(0) else "is-soon" if left <= SOON else "",
        local.isoformat(timespec="seconds"),
        f"期限 {full_moment(local)}",
        left_words(left),
    )


def full_moment(local: datetime) -> str:
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}（北京时间）"


def lf_span(span: timedelta | None) -> str:
    """Say a length of time; nothing known is a dash."""
    return span_words(span) if span is not None else "—"


def span_words(span: timedelta) -> str:
    """Say a length of time in its two largest units."""
    if span >= DAY:
        hours = span % DAY // HOUR
        return f"{span // DAY}天{hours}小时" if hours else f"{span // DAY}天"
    if span >= HOUR:
        rest = span % HOUR // MINUTE
        return f"{span // HOUR}小时{rest}分" if rest else f"{span // HOUR}小时"
    return f"{span // MINUTE}分钟"


def ago_words(passed: timedelta) -> str:
    """Say how long ago; what lies ahead is said too, for plans shown in a timeline."""
    if abs(passed) < MINUTE:
        return "刚刚"
    if passed < timedelta(0):
        return f"{span_words(-passed)}后"
    largest = next((unit for unit in (DAY, HOUR) if passed >= unit), MINUTE)
    return f"{span_words(passed // largest * largest)}前"


def left_words(left: timedelta) -> str:
    if abs(left) < MINUTE:
        return "即将到期" if left >= timedelta(0) else "刚刚逾期"
    return f"剩余{span_words(left)}" if left > timedelta(0) else f"逾期{span_words(-left)}"
