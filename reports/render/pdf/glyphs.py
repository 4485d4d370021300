"""Which characters no font of this machine has: those that would be printed as a box, and for which
a PDF fails as an accessible one.

The answer is Pango's own, which lays out the papers: it looks for a character in every font that is
installed, and marks what it finds in none. It leans on what WeasyPrint 70 keeps to itself, the
functions of Pango in `weasyprint.text.ffi` and its `FontConfiguration.font_map`.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from threading import Lock

from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import FontConfiguration

FAMILY = "Liberation Sans, Arial, sans-serif"  # as static/css/appendix.css has it
# Of what is written without a space, so much is laid out at once.
_WORD = re.compile(r"\S{1,100}")
_UNKNOWN: int = pango.PANGO_GLYPH_UNKNOWN_FLAG
# What Pango makes is for one thread at a time.
_ONE_AT_A_TIME = Lock()


def missing_in(text: str) -> tuple[str, ...]:
    """The characters of a text that can't be printed, each once, in their order. What only joins or
    directs others is none of them, nor what a font has as a part of another character.
    """
    doubtful = {character for character in set(text) if _lacks(character)}
    missing: dict[str, None] = {}
    for word in _WORD.finditer(text) if doubtful else ():
        if not doubtful.isdisjoint(word[0]):
            missing |= dict.fromkeys(_unknown(word[0]))
        if len(missing) == len(doubtful):
            break
    return tuple(missing)


@lru_cache(maxsize=50_000)
def _lacks(character):
    return bool(_unknown(character))


def _unknown(text) -> list[str]:
    """The characters of a line of text that Pango found in no font."""
    with _ONE_AT_A_TIME:
        layout, encoded = _layout(), text.encode(errors="replace")
        pango.pango_layout_set_text(layout, ffi.new("char[]", encoded), len(encoded))
        line = pango.pango_layout_get_line_readonly(layout, 0)
        return [chr(glyph & ~_UNKNOWN) for glyph in _glyphs(line) if glyph & _UNKNOWN]


def _glyphs(line) -> Iterator[int]:
    run = line.runs
    while run != ffi.NULL:
        glyphs = ffi.cast("PangoGlyphItem *", run.data).glyphs
        yield from (glyphs.glyphs[place].glyph for place in range(glyphs.num_glyphs))
        run = run.next


@cache
def _layout():
    """A line of text of papers, as Pango lays it out with all fonts that are installed."""
    fonts = _fonts()
    context = ffi.gc(pango.pango_font_map_create_context(fonts.font_map), gobject.g_object_unref)
    layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    font = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
    family, kept = unicode_to_char_p(FAMILY)
    pango.pango_font_description_set_family(font, family)
    pango.pango_layout_set_font_description(layout, font)
    del kept  # Pango has its own copy
    return layout


@cache
def _fonts():
    return FontConfiguration()
