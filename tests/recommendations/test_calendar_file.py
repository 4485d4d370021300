"""The file, read back by the library that wrote it and by another one."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from recommendations.calendar_file import CalendarDay, calendar_file
from recommendations.cell_text import printable_text

AT = datetime(2016, 5, 31, 11, 0, 30, 250_000, tzinfo=UTC)


def day(key=1, **fields):
    said = {
        "uid": f"deadline-{key}@as-at.example.gov.uk",
        "day": date(2016, 12, 31),
        "summary": "2.3 Review the policy – Sue Moorman",
        "description": "By when: December 2016",
        "category": "Organisational learning review",
        "address": f"https://as-at.example.gov.uk/recommendations/{key}/",
        "sequence": 3,
        "changed_at": AT,
    }
    return CalendarDay(**{**said, **fields})


def read(content):
    """The texts and days of the events, as the library reads them."""
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return [
        (
            str(event["uid"]),
            event.decoded("dtstart"),
            event.decoded("dtend"),
            str(event["summary"]),
            str(event["description"]),
            [str(category) for category in event["categories"].cats],
            event["sequence"],
            event.decoded("last-modified"),
        )
        for event in events
    ]


def read_by_another(content):
    """The same, as vobject reads them."""
    events = vobject.readOne(content.decode()).contents.get("vevent", [])
    return [
        (
            event.uid.value,
            event.dtstart.value,
            event.dtend.value,
            event.summary.value,
            event.description.value,
            event.categories.value,
            int(event.sequence.value),
            event.last_modified.value,
        )
        for event in events
    ]


def test_a_day_is_an_event_of_the_whole_day():
    content = calendar_file("My deadlines", [day()])

    assert read(content) == read_by_another(content)
    assert read(content) == [
        (
            "deadline-1@as-at.example.gov.uk",
            date(2016, 12, 31),
            date(2017, 1, 1),
            "2.3 Review the policy – Sue Moorman",
            "By when: December 2016",
            ["Organisational learning review"],
            3,
            datetime(2016, 5, 31, 11, 0, 30, tzinfo=UTC),
        )
    ]
    lines = content.decode().split("\r\n")
    assert {
        "DTSTART;VALUE=DATE:20161231",
        "DTEND;VALUE=DATE:20170101",
        "DTSTAMP:20160531T110030Z",
        "LAST-MODIFIED:20160531T110030Z",
        "TRANSP:TRANSPARENT",
        "CLASS:PUBLIC",
        "URL:https://as-at.example.gov.uk/recommendations/1/",
    } < set(lines)


def test_the_file_says_what_it_is_and_when_to_ask_again():
    lines = calendar_file("Deadlines of Housing, Planning", []).decode().split("\r\n")

    assert lines[:10] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//As At//Deadlines//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        r"NAME:Deadlines of Housing\, Planning",
        r"X-WR-CALNAME:Deadlines of Housing\, Planning",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "X-WR-TIMEZONE:Europe/London",
    ]


def test_a_calendar_without_a_day_has_a_component_all_the_same():
    content = calendar_file("My deadlines", [])

    assert (read(content), read_by_another(content)) == ([], [])
    [zone] = icalendar.Calendar.from_ical(content).subcomponents
    clock = zone.to_tz()
    noons = [datetime(2026, month, 15, 12, tzinfo=clock) for month in (1, 7)]
    assert [noon.utcoffset().total_seconds() for noon in noons] == [0, 3600]


def test_what_is_kept_from_the_public_is_confidential():
    assert b"\r\nCLASS:CONFIDENTIAL\r\n" in calendar_file("Mine", [day(is_confidential=True)])


def test_days_come_in_their_order_and_make_the_same_bytes():
    days = [day(2), day(1), day(3, day=date(2016, 6, 1))]

    content = calendar_file("Mine", days)

    keys = [uid.split("@")[0] for uid, *_ in read(content)]
    assert keys == ["deadline-3", "deadline-1", "deadline-2"]
    assert content == calendar_file("Mine", reversed(days))


@pytest.mark.parametrize(
    ("on", "begins", "ends"),
    [
        (date(1, 1, 1), "DTSTART;VALUE=DATE:00010101", ["DTEND;VALUE=DATE:00010102"]),
        (date(9999, 12, 30), "DTSTART;VALUE=DATE:99991230", ["DTEND;VALUE=DATE:99991231"]),
        # After it there is no day; an event without an end is of its one day (RFC 5545, 3.6.1).
        (date(9999, 12, 31), "DTSTART;VALUE=DATE:99991231", []),
    ],
)
def test_the_first_and_the_last_of_all_days(on, begins, ends):
    content = calendar_file("Mine", [day(day=on)])

    lines = content.decode().split("\r\n")
    assert begins in lines
    assert [line for line in lines if line.startswith("DTEND")] == ends
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("dtstart") == on
    [event] = vobject.readOne(content.decode()).vevent_list
    assert event.dtstart.value == on


ODD = [
    'One, two; three: four \\ five "six"',
    "CMT: 19 September,\nExecutive 16 October",
    "é" * 80,
    "𝔘" * 50,
    "Ends with a backslash \\",
    "BEGIN:VEVENT\nEND:VCALENDAR",
    "a\\nb \\, c \\; d",
    "\\" * 200,
    "é\\" * 90,
    "x" * 73 + ",;" * 40,
]


@pytest.mark.parametrize("text", ODD)
def test_texts_come_back_as_they_were(text):
    content = calendar_file(text, [day(description=text, category="A, B; C")])

    for [event] in (read(content), read_by_another(content)):
        assert event[4:6] == (text, ["A, B; C"])


def test_a_summary_is_one_line_and_control_characters_go():
    content = calendar_file(
        "A\x07 b", [day(summary="Two\nlines\x00", description="A\x1b\r\nb\x85c")]
    )

    for [event] in (read(content), read_by_another(content)):
        assert event[3:5] == ("Two lines", "A\nb\nc")
    assert b"NAME:A b\r\n" in content


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_said_lines_are_short_and_end_as_they_must(title, text):
    content = calendar_file(title, [day(summary=text, description=text, category=text)])

    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
    # No line ends in the midst of a character.
    assert "\r\n".join(line.decode() for line in lines) == content.decode()
    assert len(read(content)) == len(read_by_another(content)) == 1
    assert read(content)[0][:5] == read_by_another(content)[0][:5]


def test_a_path_with_an_n_is_no_end_of_a_line():
    path = r"C:\News"

    content = calendar_file(path, [day(summary=path, description=path)])

    assert rb"SUMMARY:C:\\News" in content
    assert rb"X-WR-CALNAME:C:\\News" in content
    assert read_by_another(content)[0][3:5] == (path, path)


def by_the_library(one):
    """An event as the library writes it."""
    event = icalendar.Event()
    for name, value in {
        "uid": one.uid,
        "dtstart": one.day,
        "dtend": one.day + timedelta(days=1),
        "dtstamp": one.changed_at.replace(microsecond=0),
        "last-modified": one.changed_at.replace(microsecond=0),
        "sequence": one.sequence,
        "summary": one.summary,
        "description": one.description,
        "categories": [one.category],
        "url": one.address,
        "transp": "TRANSPARENT",
        "class": "CONFIDENTIAL" if one.is_confidential else "PUBLIC",
    }.items():
        event.add(name, value)
    return event.to_ical()


def unfolded(content):
    return content.replace(b"\r\n ", b"")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300))
def test_an_event_says_to_the_letter_what_the_library_says(text):
    # The library takes a backslash and an N for the end of a line before it escapes them.
    text = " ".join(printable_text(text).replace("\\N", "N").split())
    one = day(summary=text, description=text, category=text, is_confidential=True)

    content = calendar_file("Mine", [one])

    begins = content.index(b"BEGIN:VEVENT")
    event = content[begins:].removesuffix(b"END:VCALENDAR\r\n")
    assert unfolded(event) == unfolded(by_the_library(one))
