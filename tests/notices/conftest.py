import pytest

from notices import jobs
from tests.factories import UserFactory
from tests.notices import counting, kinds


@pytest.fixture
def person(db):
    return UserFactory()


@pytest.fixture(autouse=True)
def _all_is_true():
    kinds.UNTRUE.clear()


@pytest.fixture
def stopped(monkeypatch):
    """Kinds of this test alone, one of which counts; the jobs that were told to stop."""
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))
    told: list[int] = []
    jobs.register(counting.kind(told))
    return told
