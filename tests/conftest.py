import gc
import os
import re

import pytest
from django.db import connection
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from people.roles import load_roles
from reports.sample_data import load_layouts, load_papers
from tests.factories import make_user

# No test is about time: a busy machine fails none. In .ci/run the examples are the same each time;
# whoever works on the project tries others.
hypothesis.register_profile(
    "as at",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis.load_profile("as at")

# How a page looks, which words a form says and which way leads through it is the same on every
# database: what each page takes of it is asked by test_permissions and test_query_budgets, and what
# is found and written down by the tests of the acts and the QuerySets. A year of reminders day by
# day is their acts again.
SAME_ON_EVERY_DATABASE = re.compile(
    r"tests/browser/|_journey\.py|/test_(?!saved_views)\w+_views?\.py|/test_render_\w+\.py"
    r"|/test_chasing_year\.py"
)
DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_addoption(parser):
    parser.addoption(
        "--where-databases-differ",
        action="store_true",
        help="leave out what touches no database, or is the same on each of them",
    )


def pytest_collection_finish():
    """Of all that is loaded by now nothing goes before the end: to look through it again and again
    for what might be thrown away takes an eighth of the tests' time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def pytest_collection_modifyitems(config, items):
    if config.getoption("where_databases_differ"):
        here = [item for item in items if _may_differ(item)]
        config.hook.pytest_deselected(items=[item for item in items if not _may_differ(item)])
        items[:] = here


def _may_differ(item):
    if SAME_ON_EVERY_DATABASE.search(item.path.as_posix()):
        return False
    return bool(item.get_closest_marker("django_db") or DATABASE & set(item.fixturenames))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The roles are there from the beginning: to put them in takes longer than most tests."""
    with django_db_blocker.unblock():
        load_roles()


@pytest.fixture(autouse=True, scope="session")
def _hash_passwords_quickly():
    """No test is about how long it takes to guess one."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def _keep_files_apart(settings, tmp_path):
    """What a test uploads goes with the test."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def papers(db):
    """The two sample papers."""
    from datetime import date

    load_layouts()
    return load_papers(by=make_user(), today=date(2026, 11, 22))


@pytest.fixture
def issued_papers_go(transactional_db):
    """Lets what a test issues go at its end, where nothing is rolled back: the database would
    refuse to empty the tables.
    """
    yield
    # First what refers to the other.
    tables = (
        "reports_reportpublication",
        "reports_reportattachment",
        "reports_coveringreport",
        "reports_publication",
        "reports_appendix",
    )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_printrequest")
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                cursor.execute(f"DELETE FROM {table}")
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            else:
                name = f"{table}_issued_stays_delete"
                cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [name])
                [trigger] = cursor.fetchone()
                cursor.execute(f"DROP TRIGGER {name}")
                cursor.execute(f"DELETE FROM {table}")
                cursor.execute(trigger)
