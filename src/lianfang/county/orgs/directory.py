"""Who stands behind the mailboxes of the notices room: units, roles and people."""

from django.db.models import Q, QuerySet

from lianfang.base.accounts.public import ROLES, User
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

    def names_of(self, holders: set[str]) -> dict[str, str]:
        """Holders in words: two look-ups however many there are."""
        units = Unit.objects.filter(pk__in=_keys(holders, "unit")).values_list("id", "name")
        people = User.objects.filter(pk__in=_keys(holders, "user")).values_list("id", "name")
        return {
            EVERYBODY: "辖区内全部单位和人员",
            **{f"role:{role.key}": role.label for role in ROLES.values()},
            **{unit_mailbox(pk): name for pk, name in units},
            **{user_mailbox(pk): name for pk, name in people},
        }


def _keys(holders: set[str], kind: str) -> list[int]:
    return [int(key.partition(":")[2]) for key in holders if key.startswith(f"{kind}:")]


def _present() -> QuerySet[Post]:
    now = clock.now()
    current = Q(ends_at=None) | Q(ends_at__gt=now)
    return Post.objects.filter(current, starts_at__lte=now, user__is_active=True)


MAILBOXES = UnitDirectory()
