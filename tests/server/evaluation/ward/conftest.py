"""The ward office, once for a module, with an empty ledger for each test."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.server.evaluation.ward.ward_office import WardOffice, application, fresh


@pytest.fixture(scope="session")
async def _application(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Any]:
    async with application(tmp_path_factory.mktemp("ward")) as built:
        yield built


@pytest.fixture
async def office(_application: Any) -> WardOffice:
    """A fresh loop in which `everybody` holds every post."""
    return await fresh(*_application)
