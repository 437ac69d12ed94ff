"""The ways in which the house says no; every one carries a sentence that says what to do next."""


class Refused(Exception):
    """
    A request that will not be carried out, with the reason for the person who asked.

    `fields` maps a form field to its own sentence, so that a page can put it beside the field.
    """

    code = "refused"
    status = 422

    def __init__(self, message: str, *, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields or {}


class NotAllowed(Refused):
    """The actor may not do this here."""

    code = "not_allowed"
    status = 403


class RuleBroken(Refused):
    """A rule of the plan, the law or the record's state forbids it."""

    code = "rule_broken"
    status = 422


class NotFound(Refused):
    """There is no such record, or the actor may not know that there is one."""

    code = "not_found"
    status = 404

    def __init__(
        self, message: str = "没有找到这条记录，可能已被删除，或不在您的管辖范围内。"
    ) -> None:
        super().__init__(message)


class Stale(Refused):
    """Somebody else changed the record since it was read."""

    code = "stale"
    status = 409

    def __init__(self, message: str = "这条记录刚被他人更新，请刷新后再操作。") -> None:
        super().__init__(message)
