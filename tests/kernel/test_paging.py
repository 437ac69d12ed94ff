"""Counting a list stops where nobody turns the pages any more."""

from unittest.mock import patch

import pytest

from lianfang.base.kernel import paging
from lianfang.base.kernel.paging import BoundedPaginator
from lianfang.command.tasks import queries
from tests.builders.tasks import start_response


@pytest.fixture
def tasks(county, plan):
    start_response(county, plan, level=1)
    return queries.list_tasks(county.actors["office"])


def test_a_list_within_the_limit_is_counted_to_the_end(tasks) -> None:
    pages = BoundedPaginator(tasks, 2)

    assert pages.count == tasks.count()
    assert pages.is_cut is False


def test_a_longer_list_says_that_there_are_more(tasks) -> None:
    with patch.object(paging, "COUNTED_AT_MOST", 3):
        pages = BoundedPaginator(tasks, 2)

        assert pages.count == 3 < tasks.count()
        assert pages.is_cut is True
        assert len(pages.get_page(2).object_list) == 2
