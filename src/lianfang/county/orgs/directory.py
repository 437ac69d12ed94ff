"""Who stands behind the mailboxes of the notices room: units, roles and people."""

from django.db.models import Q, QuerySet

from lianfang.base.accounts.public import ROLES
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.scope import within_area
from lianfang.base.notices.public import Holder, unit_mailbox, user_mailbox

from .choices import UnitKind
from .models import Post, Unit

EVERYBODY = "all"


class UnitDirectory:
    """Units with the people at their posts, as a channel's holders."""

    def holders(self, actor: Actor) -> list[Holder]:
        """Whom a channel may be set up for in the actor's area."""
        units = Unit.objects.filter(within_area(actor), is_active=True)
        units = units.exclude(kind=UnitKind.COLLECTIVE).order_by("sort", "id")
        posts = _present().filter(within_area(actor, "unit__area_path"))
        people = posts.order_by("unit__sort", "unit_id", "id").values_list(
            "user_id", "user__name", "unit__short_name"
        )
        named = {user: f"{name}（{unit}）" for user, name, unit in people}
        return [
            Holder(EVERYBODY, "辖区内全部单位和人员", "全部"),
            *(
                Holder(f"role:{role.key}", role.label, "角色")
                for role in ROLES.values()
                if not role.is_administrator
            ),
            *(
                Holder(unit_mailbox(pk), name, "单位")
                for pk, name in units.values_list("id", "name")
            ),
            *(Holder(user_mailbox(user), label, "人员") for user, label in named.items()),
        ]

    def mailboxes_of(self, holder: str, area_path: str) -> set[str]:
        """The boxes of a role's holders and of their units, or of all units and people."""
        posts = _present().filter(unit__area_path__startswith=area_path)
        if holder == EVERYBODY:
            units = Unit.objects.filter(area_path__startswith=area_path).values_list(
                "id", flat=True
            )
            people = posts.values_list("user_id", flat=True)
            return {*map(unit_mailbox, units), *map(user_mailbox, people)}
        held = posts.filter(role=holder.removeprefix("role:")).values_list("user_id", "unit_id")
        return {box for user, unit in held for box in (user_mailbox(user), unit_mailbox(unit))}

    def name_of(self, holder: str) -> str:
        """A holder in words."""
        kind, _, key = holder.partition(":")
        if kind == "role":
            return ROLES[key].label if key in ROLES else key
        if kind == "unit":
            unit = Unit.objects.filter(pk=int(key)).first()
            return unit.name if unit else "已不存在的单位"
        if kind == "user":
            post = _present().filter(user_id=int(key)).select_related("user").first()
            return post.user.name if post else "已离任人员"
        return "全部单位和人员"


def _present() -> QuerySet[Post]:
    now = clock.now()
    current = Q(ends_at=None) | Q(ends_at__gt=now)
    return Post.objects.filter(current, starts_at__lte=now, user__is_active=True)


MAILBOXES = UnitDirectory()
