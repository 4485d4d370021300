import pytest

from reports.render.colours import contrast_with_white, paper_colours


def test_the_councils_colour_is_used_with_two_tints():
    assert paper_colours("#003d36") == (
        ":root { --paper-ink: #003d36; --paper-tint: #d6e0df; --paper-pale: #edf1f1; }"
    )


@pytest.mark.parametrize("colour", ["#ffdd00", "#00857a", "teal", "#003d36; } body { x", ""])
def test_a_colour_that_cannot_be_read_or_is_none_gives_way(colour):
    assert "--paper-ink: #1d3557;" in paper_colours(colour)


@pytest.mark.parametrize(("colour", "contrast"), [("#000000", 21), ("#ffffff", 1)])
def test_contrast_is_reckoned_as_the_guidelines_do(colour, contrast):
    assert contrast_with_white(colour) == pytest.approx(contrast)
