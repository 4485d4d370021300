from io import StringIO

from reports.backups.wording import Progress, contents_in_words, counted, size_in_words


def test_counts_are_said_in_words():
    assert counted(0, "file") == "0 files"
    assert counted(1, "file") == "1 file"
    assert counted(1204, "file") == "1,204 files"
    assert size_in_words(12_900_000) == "12.3 MB"
    assert contents_in_words(1, 2, 1) == "1 recommendation, 2 files and 1 issued paper"


def test_progress_is_said_where_it_takes_long():
    """At most every five seconds, in counts."""
    said, seconds = StringIO(), iter([0, 1, 4, 6, 7, 12])
    progress = Progress(said, lambda: next(seconds))

    for done in (100, 200, 1300):
        progress(done, 5000, "files copied")
    for done in (7, 8):
        progress(done, None, "MB of the database copied")

    assert said.getvalue() == "1,300 of 5,000 files copied\n8 MB of the database copied\n"
