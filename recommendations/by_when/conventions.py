"""What a body means by its seasons and its numeric dates. It holds settings and reads nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conventions:
    """The months of each season, in order, and whether 1/4/2013 is 1 April (`day_first`).

    Winter Y begins in the year Y: 1 December Y to the end of February Y+1 (corpus rule 5).
    """

    spring: tuple[int, ...] = (3, 4, 5)
    summer: tuple[int, ...] = (6, 7, 8)
    autumn: tuple[int, ...] = (9, 10, 11)
    winter: tuple[int, ...] = (12, 1, 2)
    day_first: bool = True

    def months_of(self, season: str) -> tuple[int, ...]:
        """The months of "spring", "summer", "autumn" or "winter", in order."""
        return getattr(self, season)


UK = Conventions()
US = Conventions(day_first=False)
