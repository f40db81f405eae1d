"""The calls of a run, drawn from its seed: who calls whom, how it goes, how long people take.

Story N is the same in every run with the same seed; how many stories a run gets to, and how they interleave, is the machine's matter.
"""

import dataclasses
import random

from . import settings

KINDS = {
    "answered": 24, "rejected": 10, "cancelled": 10, "missed": 8, "busy": 6, "glare": 6, "group": 12, "race_accept_cancel": 7,
    "race_devices": 7, "race_end": 6, "vanished": 4, "resent": 4,
}
CAST = {"busy": 3}


@dataclasses.dataclass(frozen=True)
class Story:
    number: int
    kind: str
    church: str
    cast: tuple
    """The members, the caller first."""
    seed: str

    def dice(self):
        return random.Random(self.seed)


def church_name(index):
    return f"church-{index}"


def member_name(church, index):
    return f"m{church}-{index}"


def members():
    """Church and id of everybody."""
    for church in range(settings.CHURCHES):
        for index in range(settings.MEMBERS_PER_CHURCH):
            yield church_name(church), member_name(church, index)


def push_tokens():
    """Church and member of each push token: most have one, some two, and a few none."""
    found = {}
    for church in settings.WOKEN_CHURCHES:
        for index in range(settings.MEMBERS_PER_CHURCH):
            for phone in "" if index % 10 == 9 else "ab" if index % 3 == 0 else "a":
                found[f"ExponentPushToken[{member_name(church, index)}-{phone}]"] = (church_name(church), member_name(church, index))
    return found


def stories(seed):
    """One story after the other, without end; members take turns."""
    turns = [0] * settings.CHURCHES
    number = 0
    while True:
        number += 1
        dice = random.Random(f"story {seed} {number}")
        kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
        church = dice.randrange(settings.CHURCHES)
        size = dice.randint(3, 5) if kind == "group" else CAST.get(kind, 2)
        cast = tuple(member_name(church, (turns[church] + index) % settings.MEMBERS_PER_CHURCH) for index in range(size))
        turns[church] += size
        yield Story(number, kind, church_name(church), cast, f"dice {seed} {number}")
