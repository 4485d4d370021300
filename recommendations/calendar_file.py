"""Days as an iCalendar file (RFC 5545) to which calendar programs subscribe. It knows nothing of
what is in it; the only place that knows the format.

A subscriber takes the whole file each time and forgets what is no longer in it, so nothing is ever
called cancelled here: Thunderbird and Apple would show it struck through for ever, and Outlook as
if it still stood.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import (
    Calendar,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vDuration,
    vText,
)

from recommendations.cell_text import printable_text

PRODUCT = "-//As At//Deadlines//EN"
# How often a program may ask again; Outlook knows the second name alone.
ASK_AGAIN = timedelta(hours=6)
ZONE = "Europe/London"
LONGEST_LINE = 75
END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One thing that is due on one day.

    `uid`: the same for ever, whatever else changes; `sequence`: grows with every change of what is
    said here, the last of which was at `changed_at`; `address`: the page about it, as a whole.
    """

    uid: str
    day: date
    summary: str
    description: str
    category: str
    address: str
    sequence: int
    changed_at: datetime
    is_confidential: bool = False


class _Text(vText):
    """A text that is escaped whatever the name of its line, which the library does for those that
    it knows alone; and to the letter, where the library has "C:\\News" end a line.
    """

    def to_ical(self):
        return _escaped(self).encode()


def calendar_file(title: str, days: Iterable[CalendarDay]) -> bytes:
    """The file of a calendar with this title: each day as an event of the whole day, in the order
    of the days. The same days make the same bytes.
    """
    calendar = Calendar()
    title = _Text(_one_line(title))
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
    # A file without any component is none (RFC 5545, 3.4), and some programs refuse it: this one is
    # there though nothing is due.
    calendar.add_component(_london())
    begun = calendar.to_ical().removesuffix(END)
    in_turn = sorted(days, key=lambda one: (one.day, one.uid))
    return b"".join([begun, *map(_event, in_turn), END])


def _event(one):
    """As the library writes it, which takes twenty times as long; a test holds the two together."""
    changed_at = f"{one.changed_at.astimezone(UTC).replace(tzinfo=None):%Y%m%dT%H%M%SZ}"
    lines = (
        "BEGIN:VEVENT",
        f"SUMMARY:{_escaped(_one_line(one.summary))}",
        # As dates without a time, the end being the day after: how Outlook knows a whole day.
        f"DTSTART;VALUE=DATE:{_date(one.day)}",
        *_end(one.day),
        f"DTSTAMP:{changed_at}",
        f"UID:{one.uid}",
        f"SEQUENCE:{one.sequence}",
        f"CATEGORIES:{_escaped(_one_line(one.category))}",
        f"CLASS:{'CONFIDENTIAL' if one.is_confidential else 'PUBLIC'}",
        f"DESCRIPTION:{_escaped(_plain(one.description))}",
        f"LAST-MODIFIED:{changed_at}",
        # Nobody is busy because of it.
        "TRANSP:TRANSPARENT",
        f"URL:{one.address}",
        "END:VEVENT",
    )
    return b"".join(map(_folded, lines))


def _end(day):
    """The day after, where there is one: an event of a day without an end is of that day alone."""
    return [] if day == date.max else [f"DTEND;VALUE=DATE:{_date(day + timedelta(days=1))}"]


def _date(day):
    return day.isoformat().replace("-", "")


def _escaped(text):
    """A text as it stands in a line (RFC 5545, 3.3.11)."""
    text = text.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
    return text.replace("\n", r"\n")


def _folded(line):
    """A line with its end, divided where it is longer than 75 bytes (RFC 5545, 3.1): never in the
    midst of a character, nor of what is escaped, which some programs read wrongly.
    """
    rest, parts, room = line.encode(), [], LONGEST_LINE
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        backslashes = cut - len(rest[:cut].rstrip(b"\\"))
        cut -= backslashes % 2
        parts.append(rest[:cut])
        # The space with which the next one begins is of its length.
        rest, room = rest[cut:], LONGEST_LINE - 1
    return b"\r\n ".join([*parts, rest]) + b"\r\n"


def _london():
    """The rule of the United Kingdom since 1996: the last Sundays of March and October."""
    winter, summer = timedelta(), timedelta(hours=1)
    spring = datetime.combine(date(1996, 3, 31), time(1))
    autumn = datetime.combine(date(1996, 10, 27), time(2))
    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add_component(_period(TimezoneDaylight(), "BST", spring, winter, summer))
    zone.add_component(_period(TimezoneStandard(), "GMT", autumn, summer, winter))
    return zone


def _period(period, name, first, before, after):
    """From `first` on, by the clock before it, every year."""
    period.add("tzname", name)
    period.add("dtstart", first)
    period.add("rrule", {"freq": "yearly", "bymonth": first.month, "byday": "-1su"})
    period.add("tzoffsetfrom", before)
    period.add("tzoffsetto", after)
    return period


def _one_line(text):
    return " ".join(_plain(text).split())


def _plain(text):
    """Without control characters, which would break the lines of the file."""
    return text if text.replace("\n", "").isprintable() else printable_text(text)
