"""The council's colour as a paper uses it: checked, so that white words on it can be read, and in
two lighter tints for the rows of themes and timescales.
"""

import re

# What a paper has where the council's own colour isn't dark enough.
INK = "#1d3557"
# White words on the colour, and words in it on white: WCAG 2.2, 1.4.6.
LEAST_CONTRAST = 7
_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def paper_colours(colour: str) -> str:
    """The rule of CSS with the three colours of a paper, made of the council's; of INK where that
    is no colour like `#003d36`, or too light.
    """
    ink, tint, pale = ink_and_tints(colour)
    return f":root {{ --paper-ink: {ink}; --paper-tint: {tint}; --paper-pale: {pale}; }}"


def ink_and_tints(colour: str) -> tuple[str, str, str]:
    """The three colours, darkest first."""
    is_dark = bool(_HEX.fullmatch(colour)) and contrast_with_white(colour) >= LEAST_CONTRAST
    ink = colour if is_dark else INK
    return ink, _lighter(ink, 0.16), _lighter(ink, 0.07)


def contrast_with_white(colour: str) -> float:
    """From 1 (white) to 21 (black), as WCAG 2.2 defines it."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _lighter(colour, share):
    """So much of the colour, the rest white."""
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in _parts(colour))


def _parts(colour):
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
