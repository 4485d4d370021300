"""Fills figures of the papers attached into a text: "{implementation_rate}", or of one of several
"{implementation_rate: Appendix 2}". "{{" and "}}" are printed as braces.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from reports.covering.text.quoting import QUOTED, shortened

# So many names an error lists, those most like the wrong one first; so many errors are told of a
# text.
NAMED, TOLD = 12, 20
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<asked>[^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper attached, and its figures: words by name. `name`: what the text calls it
    ("Appendix 2"). `lacks`: names of figures that it can't have, with the reason in words.
    """

    name: str
    figures: Mapping[str, str]
    lacks: Mapping[str, str]


def fill_in(text: str, papers: Sequence[Paper]) -> tuple[str, list[str]]:
    """The text with its figures, and what is wrong with it in sentences; what can't be filled in
    stays as it was typed.
    """
    problems: list[str] = []

    def filled(found):
        if found[0] in ("{{", "}}"):
            return found[0][0]
        if len(problems) == TOLD:
            return found[0]
        if found["asked"] is None:
            problems.append(_alone(found[0]))
            return found[0]
        try:
            return _words(found["asked"], papers)
        except _NotFilled as problem:
            problems.append(str(problem))
            return found[0]

    return _BRACES.sub(filled, text), problems


class _NotFilled(Exception):
    pass


def _alone(brace):
    other = "without a “}” after it" if brace == "{" else "without a “{” before it"
    return f"There is a “{brace}” {other}: to print a brace, type “{brace}{brace}”."


def _words(typed, papers):
    name, _, of = (part.strip() for part in typed.partition(":"))
    asked = shortened(typed)
    if not papers:
        raise _NotFilled(
            f"“{{{asked}}}” is a figure of a paper that is attached, and none is attached."
        )
    paper = _paper(asked, name, of, papers)
    if name in paper.figures:
        return paper.figures[name]
    if name in paper.lacks:
        raise _NotFilled(f"“{{{asked}}}” can't be filled in: {paper.lacks[name]}.")
    raise _NotFilled(
        f"“{{{asked}}}” is no figure of {paper.name}. {_known(name, paper.figures, of)}"
    )


def _paper(asked, name, of, papers):
    names = _list([paper.name for paper in papers])
    if not of:
        if len(papers) == 1:
            return papers[0]
        example = f"{{{name[:QUOTED]}: {papers[0].name}}}"
        raise _NotFilled(f"“{{{asked}}}” could be of {names}: say which, as in “{example}”.")
    found = [paper for paper in papers if paper.name.casefold() == of.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        raise _NotFilled(f"“{{{asked}}}”: {len(found)} papers are called “{of}”. Number them.")
    raise _NotFilled(f"“{{{asked}}}”: no paper called “{of[:QUOTED]}” is attached, but {names}.")


def _known(name, figures, of):
    name, suffix = name[:QUOTED], f": {of}" if of else ""
    likest = sorted(figures, key=lambda known: (-_likeness(name, known), known))
    known = ", ".join(f"{{{one}{suffix}}}" for one in likest[:NAMED])
    more = f" and {len(likest) - NAMED} more" if len(likest) > NAMED else ""
    return f"There are {known}{more}."


def _likeness(name, known):
    return SequenceMatcher(None, name.casefold(), known).ratio()


def _list(names):
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
