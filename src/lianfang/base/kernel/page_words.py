"""Tones and default words of states, so that the same state looks the same on every page."""

LEVEL_TONES = {1: "one", 2: "two", 3: "three", 4: "four"}
SHORT_LEVELS = {1: "Ⅰ级", 2: "Ⅱ级", 3: "Ⅲ级", 4: "Ⅳ级"}

# Tones: muted (nothing to do), info (arrived), busy (under way), wait (another's turn),
# good (settled well), warn (look soon), bad (look now).
STATES = {
    "draft": ("草稿", "muted"),
    "open": ("进行中", "busy"),
    "closed": ("已关闭", "muted"),
    "active": ("生效中", "good"),
    "inactive": ("已停用", "muted"),
    "planned": ("计划中", "info"),
    "proposed": ("待决定", "wait"),
    "pending": ("待处理", "wait"),
    "decided": ("已决定", "good"),
    "approved": ("已审定", "good"),
    "rejected": ("未同意", "bad"),
    "refused": ("未同意", "bad"),
    "issued": ("已下达", "info"),
    "sent": ("已发送", "info"),
    "signed": ("已签收", "busy"),
    "signed_for": ("已签收", "busy"),
    "received": ("已收到", "info"),
    "in_progress": ("办理中", "busy"),
    "running": ("进行中", "busy"),
    "paused": ("已暂停", "warn"),
    "blocked": ("无法办理", "bad"),
    "submitted": ("待验收", "wait"),
    "accepted": ("已销号", "good"),
    "done": ("已完成", "good"),
    "finished": ("已结束", "good"),
    "returned": ("已退回", "warn"),
    "cancelled": ("已取消", "muted"),
    "withdrawn": ("已撤回", "muted"),
    "superseded": ("已被替代", "muted"),
    "ended": ("已终止", "muted"),
    "expired": ("已失效", "muted"),
    "overdue": ("已逾期", "bad"),
    "late": ("已逾期", "bad"),
    "due_soon": ("即将到期", "warn"),
    "missing": ("未报送", "bad"),
    "failed": ("失败", "bad"),
    "doubt": ("待核实", "warn"),
    "unverified": ("未核实", "warn"),
    "verified": ("已核实", "good"),
    "exercise": ("演练", "exercise"),
    "real": ("实战", "bad"),
    "unread": ("未读", "info"),
    "read": ("已读", "muted"),
}


def state_tone(code: str) -> str:
    """Return the tone of a state; a state the house does not know is plain."""
    return STATES.get(code, ("", "muted"))[1]


def state_label(code: str) -> str:
    """Return the words of a state for a page that gave none."""
    return STATES.get(code, (code, ""))[0]
