"""Which rows stand under another theme or timescale than in an earlier paper. Pure."""

from collections.abc import Iterator
from itertools import groupby

from reports.changes.rows import ChangeKind, Found, quoted
from reports.document import Section


class Places:
    """Where the rows of both papers stand. What was only given another heading has not moved."""

    def __init__(self, old, new, keys):
        self.old, self.new = _sections(old), _sections(new)
        self.keys = [key for key in self.new if key in keys]
        self.renamed, self.notes, self.parts = {}, [], []
        for part in ("theme", "timescale"):
            self._compare_part(part, old, new)

    def changes_of(self, key) -> Iterator[Found]:
        moved = [part for part in self.parts if self._before(key, part) != self._after(key, part)]
        if moved:
            before, after = (
                ", ".join(filter(None, (side(key, part) for part in self.parts)))
                for side in (self._before, self._after)
            )
            yield Found(
                ChangeKind.PLACE,
                f"From {quoted(before)} to {quoted(after)}",
                f"Moved to another {moved[0]}",
            )

    def _before(self, key, part):
        heading = getattr(self.old[key], part)
        return self.renamed.get((part, heading), heading)

    def _after(self, key, part):
        return getattr(self.new[key], part)

    def _compare_part(self, part, old, new):
        had, has = _headings(old, part), _headings(new, part)
        if bool(had) != bool(has):
            if self.keys:
                which = "This paper" if has else "The earlier paper"
                self.notes.append(f"{which} alone is arranged by {part}.")
            return
        self.parts.append(part)
        for before, after in self._renames(part, had, has):
            self.renamed[part, before] = after
            self.notes.append(f"The {part} {quoted(before)} is now called {quoted(after)}.")

    def _renames(self, part, had, has):
        """A heading that is gone, all of whose rows stand alone under a new one. A single row has
        moved, where it is a timescale: those are the same few in every plan.
        """
        pairs = sorted((getattr(self.old[k], part), getattr(self.new[k], part)) for k in self.keys)
        for before, group in groupby(pairs, key=lambda pair: pair[0]):
            afters = [after for _, after in group]
            after = afters[0]
            sources = {old for old, new in pairs if new == after}
            if (
                {*afters} == {after}
                and (part == "theme" or len(afters) > 1)
                and sources == {before}
                and before not in has
                and after not in had
                and before
                and after
            ):
                yield before, after


def _sections(document) -> dict[str, Section]:
    return {row.key: section for section in document.sections for row in section.rows}


def _headings(document, part):
    return {getattr(section, part) for section in document.sections if section.rows} - {""}
