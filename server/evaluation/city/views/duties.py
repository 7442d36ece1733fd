"""Who holds what: every post of the city with its holders, the vacant ones too."""

from dataclasses import dataclass

from server.evaluation.core.duties import Duty, Post
from server.evaluation.core.state import Loop
from server.ports.city import City, Ward, WardId


@dataclass(frozen=True, slots=True)
class Held:
    """A post and the accounts that hold it."""

    post: Post
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfWard:
    """The posts of one ward, or (no ward) of the whole city."""

    ward: WardId
    posts: tuple[Held, ...]

    @property
    def vacant(self) -> int:
        """How many posts nobody holds."""
        return sum(not each.holders for each in self.posts)


def duties_of(loop: Loop, city: City) -> tuple[OfWard, ...]:
    """Every post that there is, the city's first."""
    groups = {"": (Post(Duty.CONFERENCE),)} | {id: posts_of(ward) for id, ward in city.wards.items()}
    return tuple(
        OfWard(ward, tuple(Held(each, _holders(loop, each)) for each in posts))
        for ward, posts in groups.items()
    )


def posts_of(ward: Ward) -> tuple[Post, ...]:
    """The posts of a ward: mayor, committee, the directors, the heads of sections."""
    return (
        Post(Duty.WARD_MAYOR, ward.id),
        Post(Duty.COMMITTEE, ward.id),
        *(Post(Duty.DIVISION_DIRECTOR, ward.id, division=each) for each in ward.divisions),
        *(Post(Duty.SECTION_HEAD, ward.id, each) for each in ward.sections),
    )


def _holders(loop: Loop, post: Post) -> tuple[str, ...]:
    return tuple(sorted(account for account, held in loop.posts.items() if post in held))


def written(post: Post) -> str:
    """A post as one value of a form."""
    return f"{post.duty.value}/{post.ward}/{post.section}/{post.division}"


def read(text: str) -> Post | None:
    """The post that such a value names; None for anything else."""
    parts = text.split("/")
    if len(parts) != 4 or parts[0] not in list(Duty):
        return None
    return Post(Duty(parts[0]), parts[1], parts[2], parts[3])
