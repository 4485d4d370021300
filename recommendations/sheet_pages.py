"""On which pages the rows of a sheet are printed, reckoned from their heights. Pure."""

from dataclasses import dataclass, field

# A row that goes on over the page begins on this one where there is so much room left, in points.
LEAST = 120


@dataclass(slots=True)
class Pages:
    """Rows down the pages. `room`: how much a page has for them, in points; `breaks`: the rows
    after which a page ends because what follows stays together. A heading is `held` until it is
    known whether the row below it fits on the page too.
    """

    room: float
    breaks: list[int] = field(default_factory=list)
    used: float = 0
    held: float = 0
    first_held: int = 0

    @property
    def left(self) -> float:
        """Below what stands on this page, and the headings that are held."""
        return self.room - self.used - self.held

    @property
    def whole(self) -> float:
        """On a page of its own, below the headings that are held."""
        return max(LEAST, self.room - self.held)

    def hold(self, number: int, height: float) -> None:
        """A heading as row `number`."""
        self.first_held = self.first_held or number
        self.held += height

    def turn(self, number: int) -> None:
        """The row `number` begins a page, with the headings that are held above it."""
        if self.used:
            self.breaks.append((self.first_held or number) - 1)
        self.used = 0

    def add(self, height: float) -> None:
        """A row, below the headings that are held."""
        self.used += self.held + height
        self.held = self.first_held = 0
