"""What a check found: how many violations, and what each is about."""

import dataclasses


@dataclasses.dataclass
class Verdict:
    name: str
    promise: str
    """What the check holds the service to, in one line."""
    violations: list = dataclasses.field(default_factory=list)
    notes: dict = dataclasses.field(default_factory=dict)
    """Counts worth telling that are no violation."""

    def violate(self, call, text):
        self.violations.append({"check": self.name, "call": call, "evidence": text})

    def note(self, what, count=1):
        self.notes[what] = self.notes.get(what, 0) + count


def clock(at):
    """Seconds since 1970, short enough to compare within a run."""
    return f"{at % 100_000:.3f}"
