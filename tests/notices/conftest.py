import pytest

from tests.factories import UserFactory
from tests.notices import kinds


@pytest.fixture
def person(db):
    return UserFactory()


@pytest.fixture(autouse=True)
def _all_is_true():
    kinds.UNTRUE.clear()
