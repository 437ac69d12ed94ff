"""Pages of a list that may be as long as a province."""

from collections.abc import Callable
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

COUNTED_AT_MOST = 6000
Read = Callable[[QuerySet[Any]], QuerySet[Any]]


# The class takes a type parameter in the stubs only.
class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """
    Pages of rows, found by their keys alone and read afterwards.

    The engine would else join and carry every row that it skips before the page. Counting stops at
    `COUNTED_AT_MOST`: a province's list must not cost more than a county's, and nobody turns a
    hundred pages; the pager then says “以上” (`is_cut`).
    """

    is_cut = False

    def __init__(
        self,
        rows: QuerySet[Any],
        per_page: int,
        *,
        read: Read | None = None,
        few: QuerySet[Any] | None = None,
        first_of: Callable[[QuerySet[Any], int], QuerySet[Any]] | None = None,
    ) -> None:
        """
        `read` adds to the rows of one page what the list shows beside them.

        `few` are the same rows, asked for in the way that is quick where there are few of them (by an
        index of their own); they are counted so, and read so unless they are too many to count. Then
        `first_of` narrows them, by that index, to some that hold as many of the first as are wanted.
        """
        super().__init__(rows, per_page)
        self._few, self._first_of = few, first_of
        self._read: Read = read or (lambda found: found)

    @cached_property
    def count(self) -> int:
        rows = cast("QuerySet[Any]", self.object_list) if self._few is None else self._few
        found = rows.order_by().values("pk")[: COUNTED_AT_MOST + 1].count()
        self.is_cut = found > COUNTED_AT_MOST
        return min(found, COUNTED_AT_MOST)

    def page(self, number: int | float | str) -> "Page[Any]":
        """:raises EmptyPage: there is no such page; PageNotAnInteger: it is no number."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = self._rows(first + self.per_page)
        keys = list(rows.values_list("pk", flat=True)[first : first + self.per_page])
        found = {row.pk: row for row in self._read(rows.filter(pk__in=keys).order_by())}
        return Page([found[key] for key in keys if key in found], number, self)

    def _rows(self, wanted: int) -> QuerySet[Any]:
        """The rows by the way that is quickest to the first `wanted` of them."""
        if self._few is not None and self.count < COUNTED_AT_MOST:
            return self._few
        if self._few is not None and self._first_of is not None:
            return self._first_of(self._few, wanted)
        return cast("QuerySet[Any]", self.object_list)
