import pytest

from accounts.models import User
from cop_platform.demo import loading
from programs.models import Program
from tests.demo.conftest import NOW
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _local_demo(settings):
    settings.LOCAL = settings.DEMO = True


@pytest.mark.parametrize("act", [loading.load, loading.load_afresh])
def test_a_database_with_real_people_is_not_touched(act):
    UserFactory(email="real@example.org", is_demo=False)

    with pytest.raises(loading.RealPeople):
        act(at=NOW)

    assert (User.objects.count(), Program.objects.count()) == (1, 0)


@pytest.mark.parametrize("act", [loading.load, loading.load_afresh])
def test_outside_the_local_demo_nothing_is_loaded(act, settings):
    settings.DEMO = False

    with pytest.raises(loading.NotLocal):
        act(at=NOW)

    assert User.objects.count() == 0
