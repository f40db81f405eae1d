"""The faults of a run, drawn from its seed before it begins: kind, target, moment, how long."""

import dataclasses
import random

from .history import OUTSIDE

KINDS = {
    "kill": ["service-0", "service-1", "broker", "database"],
    "stop": ["service-0", "service-1"],
    "pause": ["service-0", "service-1", "broker", "database"],
    "cut": ["service-0/broker", "service-1/broker", "service-0/database", "service-1/database"],
    "fail": list(OUTSIDE),
    "hang": list(OUTSIDE),
    "gone": list(OUTSIDE),
    "stall": ["service-0/broker", "service-1/broker", "service-0/database", "service-1/database"],
}
LENGTHS = {"kill": (0.0, 3.0), "stop": (0.0, 2.0), "pause": (0.5, 8.0), "cut": (0.0, 6.0), "stall": (0.5, 8.0),
           "fail": (1.0, 12.0), "hang": (1.0, 12.0), "gone": (1.0, 12.0)}
"""Seconds until it is undone; what ended needs its time to start besides."""


@dataclasses.dataclass(frozen=True)
class PlannedFault:
    at: float
    """Seconds after the load began."""
    kind: str
    target: str
    length: float

    def __str__(self):
        return f"{self.at:7.1f} s  {self.kind:<6}{self.target:<20}{self.length:.1f} s"


def plan(seed, length, per_minute, instances=2):
    """The faults, in order: first one of each kind and target, then all again, in ever new orders. One in four comes on the heels of the one before.

    Beginning and end are left calm, so that what holds only where nothing is wrong is put to the proof as well.
    """
    dice = random.Random(f"faults {seed}")
    start, end = min(10.0, length * 0.15), length - min(30.0, length * 0.2)
    count = round(per_minute * length / 60)
    moments = sorted(dice.uniform(start, end) for _ in range(count))
    spread = [start + (end - start) * (index + 0.5) / max(1, count) for index in range(count)]
    moments = [(moment + 3 * even) / 4 for moment, even in zip(moments, spread)]
    for index in range(1, count):
        if dice.random() < 0.25:
            moments[index] = moments[index - 1] + dice.uniform(0.0, 1.0)
    return [PlannedFault(moment, *fault) for moment, fault in zip(sorted(moments), deck(dice, instances))]


def deck(dice, instances):
    """Kind, target and length, without end. The kinds take turns, as do the targets of each."""
    kinds = {kind: [target for target in KINDS[kind] if instances > 1 or "service-1" not in target] for kind in KINDS}
    targets = {kind: [] for kind in kinds}
    while True:
        for kind in dice.sample(list(kinds), len(kinds)):
            if not targets[kind]:
                targets[kind] = dice.sample(kinds[kind], len(kinds[kind]))
            length = dice.uniform(*LENGTHS[kind])
            if kind == "cut" and dice.random() < 0.4:
                length = 0.0
            yield kind, targets[kind].pop(), length
