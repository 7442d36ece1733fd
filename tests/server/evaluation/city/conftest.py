"""The city's pages: the whole application on the small city, with an empty ledger and an administrator."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from server.ports.people import Role
from tests.server.evaluation.ward.ward_office import PASSWORD, WardOffice, application, fresh


@pytest.fixture(scope="session")
async def _city_application(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Any]:
    async with application(tmp_path_factory.mktemp("city")) as built:
        await built[0].state.house.signing.add_person("admin", "緑 三郎", Role.ADMIN, (), PASSWORD)
        yield built


@pytest.fixture
async def office(_city_application: Any) -> WardOffice:
    """A fresh loop in which `everybody` holds every post and `admin` none."""
    return await fresh(*_city_application)
