import pytest
from django.db import connection
from django.test import override_settings
from hypothesis import settings as hypothesis

from people.roles import load_roles
from reports.sample_data import load_layouts, load_papers
from tests.factories import make_user

# No test is about time: a busy machine fails none.
hypothesis.register_profile("as at", deadline=None)
hypothesis.load_profile("as at")


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
    tables = ("reports_publication", "reports_appendix")
    with connection.cursor() as cursor:
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
