"""Makes one plain spelling of a wording: hyphens, spaces, quotes, strike-out. It drops no date
that stands, and the words that are kept and printed are never these.
"""

import re
import unicodedata

HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d"
QUOTES = "\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032"
BREAKS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029\u2022\u25cf\u00b7\u2023|"
DIRECTIONS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff*" + DIRECTIONS

PLAIN = str.maketrans(
    dict.fromkeys(HYPHENS, "-")
    | dict.fromkeys(QUOTES, "'")
    | dict.fromkeys(BREAKS, "\n")
    | dict.fromkeys(INVISIBLE)
    | {"[": "(", "]": ")"}
)
HYPHENATION = re.compile("(?<=[^\\W\\d_])\u00ad(?=[a-z])")
STRIKE = re.compile(r"<(/?)(?:s|del|strike)>|~~", re.IGNORECASE)
MARKUP = re.compile(r"</?(?:b|i|u|em|strong|p|br|span|ins)\s?/?>", re.IGNORECASE)


def plain(text: str) -> str:
    """The wording without strike-out (rule 11) and markup, in plain hyphens, spaces and quotes."""
    if "<" in text or "~~" in text:
        text = MARKUP.sub(" ", _without_struck_out(text))
    text = text.replace("\r\n", "\n")
    if text.isascii():
        return text.translate(PLAIN)
    text = HYPHENATION.sub("", text).replace("\u00ad", "-")
    return unicodedata.normalize("NFKC", text.translate(PLAIN))


def _without_struck_out(text):
    kept, start, is_struck = [], 0, False
    for mark in STRIKE.finditer(text):
        opens = not is_struck if mark.group() == "~~" else not mark.group(1)
        if opens == is_struck:
            continue
        if opens:
            kept.append(text[start : mark.start()])
        start, is_struck = mark.end(), opens
    return " ".join([*kept, text[start:]])
