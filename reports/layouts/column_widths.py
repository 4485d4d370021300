"""Sharing the width of a page among columns, in whole millimetres. Pure."""

from collections.abc import Sequence

# A4 landscape less its margins: what the columns of a table share.
PAPER_WIDTH_MM = 269
# Narrower, and not even a number stands in a column.
LEAST_WIDTH_MM = 8
MOST_COLUMNS = PAPER_WIDTH_MM // LEAST_WIDTH_MM


def fit_to_page(widths: Sequence[int]) -> list[int]:
    """The widths scaled so that together they are as wide as the page, none narrower than the
    least. ValueError for more columns than the page holds.
    """
    if len(widths) > MOST_COLUMNS:
        raise ValueError(f"{len(widths)} columns don't fit on the page.")
    asked = [max(width, 1) for width in widths]
    narrow: set[int] = set()
    while True:
        rest = [at for at in range(len(asked)) if at not in narrow]
        room, total = PAPER_WIDTH_MM - LEAST_WIDTH_MM * len(narrow), sum(asked[at] for at in rest)
        too_narrow = {at for at in rest if asked[at] * room < LEAST_WIDTH_MM * total}
        if not too_narrow:
            break
        narrow |= too_narrow
    shared = dict(zip(rest, _shared([asked[at] for at in rest], room), strict=True))
    return [shared.get(at, LEAST_WIDTH_MM) for at in range(len(asked))]


def share_evenly(count: int) -> list[int]:
    """As many equal widths, the first ones a millimetre wider where it does not come out even.
    ValueError likewise.
    """
    return fit_to_page([1] * count)


def _shared(parts, room):
    """Whole numbers in the proportion of the parts, which make up the room: what is left over after
    rounding down goes to where the most was cut off.
    """
    total = sum(parts)
    shares = [part * room // total for part in parts]
    most_cut = sorted(range(len(parts)), key=lambda at: (-(parts[at] * room % total), at))
    for at in most_cut[: room - sum(shares)]:
        shares[at] += 1
    return shares
