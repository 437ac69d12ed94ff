"""Who is acting: a person at a post, or a named job of the system."""

from dataclasses import dataclass, field
from typing import Self

from .errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Actor:
    """
    A person at one post, with the permissions of the role held there, or a system job.

    `unit_ids` are the units whose records the actor works on (the own unit and the units below
    it). `area_path` limits everything the actor may see. A system job has no user.
    """

    name: str
    user_id: int | None = None
    post_id: int | None = None
    post_title: str = ""
    unit_id: int | None = None
    unit_name: str = ""
    unit_ids: frozenset[int] = frozenset()
    area_path: str = ""
    role: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)
    address: str = ""
    is_system: bool = False

    @classmethod
    def system(cls, job: str, *, area_path: str = "") -> Self:
        """A named job of the system; it may do what no person has to answer for."""
        return cls(name=job, is_system=True, area_path=area_path)

    def may(self, permission: str) -> bool:
        return self.is_system or permission in self.permissions

    def sees_all_units(self, permission: str) -> bool:
        """True where the permission opens the records of every unit in the actor's area."""
        return self.may(permission)


def require(
    actor: Actor,
    permission: str,
    *,
    unit_id: int | None = None,
    area_path: str | None = None,
) -> None:
    """
    Let the actor pass, or refuse.

    :raises NotAllowed: the role lacks the permission, or the record belongs to another unit or
        another area.
    """
    if actor.is_system:
        return
    if permission not in actor.permissions:
        raise NotAllowed(
            "您的岗位没有这项权限。如确需办理，请联系本单位负责人或安全管理员调整岗位角色。"
        )
    if unit_id is not None and unit_id not in actor.unit_ids:
        raise NotAllowed("这项工作属于其他单位，请由该单位办理，或请指挥部办公室改派。")
    if area_path is not None and not area_path.startswith(actor.area_path):
        raise NotAllowed("这项工作不在您的管辖区域内。")
