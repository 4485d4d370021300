from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.layouts.column_widths import fit_to_page, share_evenly


@pytest.mark.parametrize(
    ("widths", "expected"),
    [
        ([70], [269]),
        ([100, 100], [135, 134]),
        ([11, 70, 70, 43, 30, 43], [11, 71, 71, 43, 30, 43]),
        ([290], [269]),
        ([400, 100, 38], [200, 50, 19]),
        # None gets narrower than 8 mm.
        ([1000, 5, 5], [253, 8, 8]),
        ([0, 0], [135, 134]),
        ([8] * 33, [*[9] * 5, *[8] * 28]),
    ],
)
def test_widths_are_scaled_to_the_page(widths, expected):
    assert fit_to_page(widths) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(1, [269]), (2, [135, 134]), (4, [68, 67, 67, 67])]
)
def test_the_page_is_shared_evenly(count, expected):
    assert share_evenly(count) == expected


def test_more_columns_than_the_page_holds_are_refused():
    with pytest.raises(ValueError, match="34 columns don't fit on the page"):
        fit_to_page([8] * 34)


@given(st.lists(st.integers(0, 99_999), min_size=1, max_size=33))
def test_however_wide_they_were_they_fill_the_page(widths):
    fitted = fit_to_page(widths)

    assert sum(fitted) == 269
    assert min(fitted) >= 8
    inwards = [width for _, width in sorted(zip(widths, fitted, strict=True))]
    assert all(after >= before - 1 for before, after in pairwise(inwards))
