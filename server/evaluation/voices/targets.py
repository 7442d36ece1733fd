"""The improvement targets to which an action of the register may belong."""

from server.core.plan import OfficeId
from server.evaluation.core.state import WHOLE_CITY, Loop
from server.ports.city import City


def target_titles(city: City, loop: Loop, office: OfficeId) -> dict[str, str]:
    """Titles by id of the targets of this office's ward and of the whole city, the latest year first."""
    wards = {WHOLE_CITY, *(each.id for each in city.wards.values() if office in each.offices)}
    years = sorted((key for key in loop.wards if key[0] in wards), key=lambda key: (-key[1], key[0]))
    return {id: target.aim.title for key in years for id, target in sorted(loop.wards[key].targets.items())}
