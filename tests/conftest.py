import pytest
from hypothesis import settings as hypothesis

from reports.sample_data import load_layouts, load_papers
from tests.factories import make_user

# No test is about time: a busy machine fails none.
hypothesis.register_profile("as at", deadline=None)
hypothesis.load_profile("as at")


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
