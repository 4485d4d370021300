"""Copying a PostgreSQL database while others write, by pg_dump; and putting another in its place,
all of it in one transaction, out of what pg_restore reads from such a copy.
"""

import os
import re
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db.backends.postgresql.base import DatabaseWrapper

from reports.backups.archive import CHUNK, Tell, chunks_of, private
from reports.backups.holdings import (
    TABLES_WITH_FILES,
    Holdings,
    read_holdings,
    strange_values_said,
)
from reports.backups.not_done import NOTHING_YET, NotDone, Unreadable
from reports.kept_papers import COLUMNS, REPORT_COLUMNS, kept_paper, kept_report

# How often the tables are asked for, ten times a second; and how often before whoever is in the
# midst of something is cut off.
TRIES, PATIENCE = 300, 50
SECTIONS = ("pre-data", "data", "post-data")
# What is restored into is another database, perhaps, of another owner.
AS_WHO_RESTORES = ("--no-owner", "--no-privileges")

CUT_SHORT = "The database in the backup is damaged: it is cut short."
# Tables that are not those of As At, or hold what can’t be read.
UNREADABLE = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.DataCorrupted,
    psycopg.errors.DataError,
)

_COPY = re.compile(rb'COPY (?:[^ ]+\.)?"?(?P<table>\w+)"? \((?P<columns>.*)\) FROM stdin;\n')
_END_OF_COPY = b"\\.\n"
# Of newer versions, for psql.
_FOR_PSQL = (b"\\restrict ", b"\\unrestrict ")
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_CONTROLS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}

_TABLES = """
    SELECT string_agg(oid::regclass::text, ', ') FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
"""
# Whoever has to do with the tables just now, as the site.
_CUT_OFF = """
    SELECT pg_stat_clear_snapshot();
    SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
    WHERE usename = current_user AND pid <> pg_backend_pid() AND pid IN (
        SELECT pid FROM pg_locks JOIN pg_class ON pg_class.oid = relation
        WHERE relnamespace = current_schema()::regnamespace
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    );
"""
# All that is in the schema, but for what an extension or another thing in it brings with it.
_DROPS = """
    SELECT format('DROP %s IF EXISTS %s CASCADE', kind, name) FROM (
        SELECT 'pg_class'::regclass AS catalogue, oid, oid::regclass::text AS name,
            CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind
        FROM pg_class WHERE relnamespace = current_schema()::regnamespace
            AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
        UNION ALL
        SELECT 'pg_proc'::regclass, oid, oid::regprocedure::text, 'ROUTINE'
        FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
    ) AS thing
    WHERE NOT EXISTS (
        SELECT FROM pg_depend
        WHERE classid = thing.catalogue AND objid = thing.oid AND deptype IN ('e', 'i')
    )
"""


class PostgresqlDatabase:
    """The schema that the site uses, in the database of these Django settings."""

    engine = "postgresql"

    def __init__(self, settings: dict[str, Any]):
        self._wrapper = DatabaseWrapper(settings)

    def holdings(self) -> Holdings | None:
        """What it holds now; None when there is nothing yet. Unreadable when its tables are not
        those of As At.
        """
        with self._connected() as connection, connection.cursor() as cursor:
            _see_one_moment(cursor)
            return read_holdings(cursor) if _asked(cursor, _TABLES) else None

    @contextmanager
    def snapshot(self, folder: Path, tell: Tell) -> Iterator[tuple[Holdings, Iterable[bytes]]]:
        """What it holds at one moment, and the bytes of a dump of that. NotDone at the end, when
        they turn out not to be whole.
        """
        with self._connected() as connection, connection.cursor() as cursor:
            _see_one_moment(cursor)
            if not _asked(cursor, "SELECT to_regclass('django_migrations')"):
                raise NotDone(NOTHING_YET)
            moment = _asked(cursor, "SELECT pg_export_snapshot()")
            holdings = read_holdings(cursor)
            with self._dump(f"--snapshot={moment}") as dump:
                yield holdings, _counted(chunks_of(dump), tell)

    def check(self, copy: Path) -> Holdings:
        """What a dump out of a backup holds; NotDone when pg_restore can't read all of it."""
        for section in SECTIONS:
            with self._script(copy, section) as lines:
                if section == "data":
                    with strange_values_said():
                        holdings = _holdings(lines)
                else:
                    deque(lines, maxlen=0)
        return holdings

    def replace(self, copy: Path, *, keep: Path, meanwhile: Callable[[], None], tell: Tell):
        """Put a dump in the place of what it holds, all at once for everybody, and sign everybody
        out. What it held until that moment is dumped into the file `keep`.

        `meanwhile` is called last, while nobody can write and nobody sees any of it; an exception
        there, or anywhere, leaves the database as it was.
        """
        with self._connected() as connection, connection.cursor() as cursor:
            self._keep(cursor, keep, tell)
            _drop_everything(cursor)
            for number, section in enumerate(SECTIONS, start=1):
                with self._script(copy, section) as lines:
                    _run(cursor, lines, tell)
                tell(number, len(SECTIONS), "parts of the database restored")
            cursor.execute("RESET ALL")
            cursor.execute("DELETE FROM django_session")
            meanwhile()
            tell(1, 1, "exchange of the files done")

    def tidy(self):
        """Count the rows, so that queries of what was put in are planned well from the start."""
        with self._connected() as connection:
            connection.execute("ANALYZE")

    def _keep(self, cursor, keep, tell):
        """Keep what is there. From the start of it nobody else can write: not one word comes in
        between. Who has begun something may finish it, for some seconds; who is waiting to write at
        the end of it is cut off, and told so.
        """
        tables = _asked(cursor, _TABLES)
        if tables is None:
            return
        _lock(cursor, tables, "EXCLUSIVE", patience=PATIENCE)
        self._dump_into(keep, tell)
        _lock(cursor, tables, "ACCESS EXCLUSIVE", patience=0)

    def _dump_into(self, keep, tell):
        with self._dump() as dump, open(keep, "xb", opener=private) as file:
            for chunk in _counted(chunks_of(dump), tell, "MB of what is there now kept"):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection]:
        """A connection of its own, with one transaction that is committed at the end."""
        try:
            parameters = self._wrapper.get_connection_params()
            with psycopg.connect(**parameters) as connection:
                # While a program reads what this one holds still, this one has nothing to do.
                connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                yield connection
        except psycopg.Error as error:
            kind = Unreadable if isinstance(error, UNREADABLE) else NotDone
            raise kind(f"PostgreSQL can’t do it: {_first_line(str(error))}.") from error

    def _dump(self, *options):
        """The dump, to be read; it finds its way and the password as Django's own shell does."""
        arguments, environment = self._wrapper.client.settings_to_cmd_args_env(
            self._wrapper.settings_dict,
            ["--format=custom", "--no-password", *AS_WHO_RESTORES, *options],
        )
        return _output("pg_dump", arguments[1:], environment)

    @contextmanager
    def _script(self, copy, section) -> Iterator[Iterator[bytes]]:
        """What pg_restore makes of one section of a dump, line by line: all that belongs into the
        schema.
        """
        options = [f"--section={section}", f"--schema={self._schema}", "--no-comments"]
        arguments = ["--file=-", *options, *AS_WHO_RESTORES, str(copy)]
        with _output("pg_restore", arguments) as script:
            yield iter(script)

    @cached_property
    def _schema(self):
        with self._connected() as connection, connection.cursor() as cursor:
            return _asked(cursor, "SELECT current_schema()")


def _asked(cursor, query) -> Any:
    """The one value that a query gives."""
    cursor.execute(query)
    return cursor.fetchone()[0]


def _see_one_moment(cursor):
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _lock(cursor, tables, mode, *, patience):
    """Get hold of all tables at once: to wait for one while holding others would end with others
    who wait for us.
    """
    lock = f"LOCK TABLE {tables} IN {mode} MODE NOWAIT"
    for number in range(TRIES):
        try:
            with cursor.connection.transaction():
                # In one go, before others come in between.
                cursor.execute(lock if number < patience else _CUT_OFF + lock)
                return
        except psycopg.errors.LockNotAvailable:
            cursor.execute("SELECT pg_sleep(0.1)")
    raise NotDone("Somebody is writing all the time. Stop the site and try again.")


def _drop_everything(cursor):
    cursor.execute(_DROPS)
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)


def _run(cursor, lines, tell):
    """Run a section of a script: the data of each table by themselves, all else as one."""
    statements, tables = [], 0
    for line in lines:
        if not _COPY.fullmatch(line):
            if not line.startswith(_FOR_PSQL):
                statements.append(line)
            continue
        cursor.execute(b"".join(statements))
        statements.clear()
        with cursor.copy(line) as copy:
            for row in _rows(lines):
                copy.write(row)
        tables += 1
        tell(tables, None, "tables restored")
    cursor.execute(b"".join(statements))


def _rows(lines):
    """The lines of the table that begins, up to its end."""
    for line in lines:
        if line == _END_OF_COPY:
            return
        yield line
    raise NotDone(CUT_SHORT)


def _holdings(lines):
    """What the data of a dump say; other than asked in SQL, for there is no database yet."""
    migrations, recommendations, files, papers = [], 0, set(), []
    for table, columns, rows in _tables(lines):
        if table == "django_migrations":
            migrations = list(_values(rows, columns, "app", "name"))
        elif table == "recommendations_recommendation":
            recommendations = sum(1 for _row in rows)
        elif table in TABLES_WITH_FILES:
            files |= {file for (file,) in _values(rows, columns, "file") if file}
        elif table == "reports_appendix":
            papers += _papers(rows, columns, COLUMNS, kept_paper)
        elif table == "reports_coveringreport":
            papers += _papers(rows, columns, REPORT_COLUMNS, kept_report)
    # As `kept_papers` has them, in whichever order the dump has its tables.
    papers.sort(key=lambda paper: (paper.kind, paper.key))
    return Holdings(tuple(migrations), recommendations, frozenset(files), tuple(papers))


def _tables(lines):
    """The tables of a script, each with its columns and its rows as they are written there."""
    for line in lines:
        if found := _COPY.fullmatch(line):
            columns = found["columns"].decode().replace('"', "").split(", ")
            rows = _rows(lines)
            yield found["table"].decode(), columns, rows
            for _row in rows:  # that nobody wanted
                pass


def _values(rows, columns, *names):
    places = [columns.index(name) for name in names]
    for row in rows:
        cells = row.removesuffix(b"\n").split(b"\t")
        if not row.endswith(b"\n") or len(cells) != len(columns):
            raise NotDone(CUT_SHORT)
        yield tuple(_text(cells[place]) for place in places)


def _papers(rows, columns, wanted, read):
    if not set(columns).issuperset(wanted):  # Of a time when no paper was issued yet.
        return
    pdf = wanted.index("pdf")
    for state, *values in _values(rows, columns, "state", *wanted):
        if state == "issued":
            values[pdf] = bytes.fromhex(values[pdf].removeprefix("\\x"))
            yield read(*values)


def _text(cell):
    """A value as COPY writes it: https://www.postgresql.org/docs/current/sql-copy.html"""
    if cell == b"\\N":
        return None
    return _ESCAPED.sub(lambda found: _CONTROLS.get(found[1], found[1]), cell).decode()


@contextmanager
def _output(program, arguments, environment=None) -> Iterator[IO[bytes]]:
    """What a program of PostgreSQL writes, to be read to its end. NotDone when the program is
    missing, or says in the end that it failed.
    """
    with tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                [program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=os.environ | (environment or {}),
                bufsize=CHUNK,
            )
        except FileNotFoundError:
            raise NotDone(
                f"The program {program} is not on this machine. Install the client programs of "
                "PostgreSQL (Debian calls them postgresql-client)."
            ) from None
        with process:
            try:
                assert process.stdout is not None  # as asked for above
                yield process.stdout
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            errors.seek(0)
            said = _first_line(errors.read().decode(errors="replace"))
            raise NotDone(f"{program} failed: {said}.")


def _counted(chunks, tell, what="MB of the database copied"):
    size = 0
    for chunk in chunks:
        size += len(chunk)
        tell(size // (1024 * 1024), None, what)
        yield chunk


def _first_line(text):
    return (text.strip().splitlines() or ["it does not say why"])[0].removesuffix(".")
