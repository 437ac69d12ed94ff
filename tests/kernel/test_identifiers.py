"""Numbers that officials write down: check digits, and what of them may be shown."""

import pytest

from lianfang.base.kernel.identifiers import (
    is_citizen_number,
    is_credit_code,
    is_division_code,
    is_mobile,
    mask,
    mask_name,
)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("11010519491231002X", True),  # the example of GB 11643-1999
        ("11010519491231002x", True),
        (" 11010519491231002X ", True),
        ("440524188001010014", True),
        ("110105194912310021", False),
        ("11010519491331002X", False),
        ("110105190002290011", False),  # 1900 had no 29 February
        ("11010519491231002", False),
        ("01010519491231002X", False),
        ("１１０１０５19491231002X", False),
        ("", False),
    ],
)
def test_a_citizen_number_holds_or_not(text: str, holds: bool) -> None:
    assert is_citizen_number(text) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("91350100M000100Y43", True),  # the example of GB 32100-2015
        ("91350100m000100y43", True),
        ("91350100M000100Y44", False),
        ("91350100M000100I43", False),
        ("91350100M000100Y4", False),
        ("", False),
    ],
)
def test_a_credit_code_holds_or_not(text: str, holds: bool) -> None:
    assert is_credit_code(text) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("13999990000", True),
        (" 19912345678 ", True),
        ("12999990000", False),
        ("1399999000", False),
        ("139999900001", False),
        ("+8613999990000", False),
    ],
)
def test_a_mobile_number_holds_or_not(text: str, holds: bool) -> None:
    assert is_mobile(text) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("652327", True),
        ("652327103", True),
        ("652327103201", True),
        ("65232710", False),
        ("052327", False),
        ("65232x", False),
    ],
)
def test_a_division_code_has_six_nine_or_twelve_digits(text: str, holds: bool) -> None:
    assert is_division_code(text) is holds


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13999990000", "139****0000"),
        ("11010519491231002X", "110***********002X"),
        ("1234567", "1*****7"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_the_middle_of_a_number_is_hidden(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("王建国", "王**"), ("王", "王*"), ("古丽·买买提", "古*****"), (" ", "")]
)
def test_a_name_keeps_its_first_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown
