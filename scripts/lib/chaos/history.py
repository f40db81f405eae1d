"""All that is known of a run: what was asked and answered, what the broker delivered, what the database holds, what was broken when."""

import bisect
import collections
import dataclasses

from . import settings
from .verdict import clock

BACK_END, MEDIA_SERVER, PUSH_VENDOR = "back end", "media server", "push vendor"
OUTSIDE = (BACK_END, MEDIA_SERVER, PUSH_VENDOR)
"""Targets of faults that excuse nothing of what a phone can notice."""
INSIDE = ("service-0", "service-1", "database", "service-0/database", "service-1/database")
"""Targets of faults that may hold up what the service does with those outside."""


@dataclasses.dataclass(slots=True)
class Request:
    """One request of a phone, with all its attempts. Times are seconds since 1970."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    UNRESOLVED = "unresolved"

    story: int
    church: str
    member: str
    action: str
    key: str
    device: str | None = None
    call: str | None = None
    callees: tuple = ()
    began: float = 0.0
    ended: float = 0.0
    status: int | None = None
    code: str = ""
    outcome: str = UNRESOLVED
    attempts: int = 0
    is_uncertain: bool = False
    """Whether an attempt was not answered for certain, so that it may have taken effect."""
    is_glare: bool = False
    existing: str | None = None

    def __str__(self):
        device = f" on {self.device}" if self.device else ""
        answer = f"{self.outcome} {self.status or ''} {self.code}".strip()
        return f"{self.action} by {self.member}{device}, {answer}, at {clock(self.ended)} after {self.attempts} attempt(s)"


@dataclasses.dataclass(slots=True, frozen=True)
class Delivery:
    """One message of the broker. `digest` tells payloads apart."""

    at: float
    topic: str
    call: str
    seq: int
    signal_id: str
    type: str
    who: str | None
    reason: str | None
    digest: int
    is_retained: bool = False
    has_token: bool = False


@dataclasses.dataclass(slots=True)
class Fault:
    """What was broken, from when until all was mended."""

    kind: str
    target: str
    began: float
    ended: float

    def __str__(self):
        return f"{self.kind} {self.target}"


@dataclasses.dataclass
class History:
    requests: list = dataclasses.field(default_factory=list)
    deliveries: list = dataclasses.field(default_factory=list)
    calls: dict = dataclasses.field(default_factory=dict)
    """Documents by call id, their dates as seconds since 1970."""
    faults: list = dataclasses.field(default_factory=list)
    ringing: set = dataclasses.field(default_factory=set)
    """Call and member of each acknowledgement that a phone published."""
    incidents: list = dataclasses.field(default_factory=list)
    """What programs did that they must not: ended by themselves, did not stop, did not come to rest."""
    error_lines: list = dataclasses.field(default_factory=list)
    sample_failures: list = dataclasses.field(default_factory=list)
    foreign: list = dataclasses.field(default_factory=list)
    """Messages that are neither signals nor a phone's."""
    notices: list = dataclasses.field(default_factory=list)
    """What the back end took, in the order in which it did."""
    foreign_notices: list = dataclasses.field(default_factory=list)
    """What it was sent and did not understand."""
    room_events: list = dataclasses.field(default_factory=list)
    """What happened to the media server's rooms, in the order in which it did."""
    rooms_left: list = dataclasses.field(default_factory=list)
    """Names of the rooms that there are in the end."""
    foreign_rooms: list = dataclasses.field(default_factory=list)
    """What the media server was asked for without the right to it, or did not understand."""
    pushes: list = dataclasses.field(default_factory=list)
    """What the push vendor took, in the order in which it did."""
    foreign_pushes: list = dataclasses.field(default_factory=list)
    """What it was sent and did not understand."""
    tokens: dict = dataclasses.field(default_factory=dict)
    """Church and member of each push token."""

    def index(self):
        """Prepares what the checks look up; to be called when everything is in."""
        self.deliveries_of = collections.defaultdict(list)
        for delivery in self.deliveries:
            self.deliveries_of[delivery.call].append(delivery)
        self.requests_of = collections.defaultdict(list)
        for request in self.requests:
            if request.call:
                self.requests_of[request.call].append(request)
        self.events_of = collections.defaultdict(list)
        for event in self.room_events:
            self.events_of[event.call].append(event)
        self.windows = self.disturbances(settings.AFTER_FAULT, lambda target: target not in OUTSIDE)
        self.troubles = {
            party: self.disturbances(after, lambda target: target == party or target in INSIDE)
            for party, after in ((MEDIA_SERVER, settings.AFTER_MEDIA_FAULT), (PUSH_VENDOR, settings.AFTER_PUSH_FAULT))}
        self.slowness = merged(
            (request.began, request.ended) for request in self.requests if request.ended - request.began > settings.SLOW)
        self.troubles[None] = self.disturbances(settings.AFTER_PUSH_FAULT, lambda target: target in INSIDE)
        return self

    def disturbances(self, after, counts):
        """From when until when such targets' faults, and what they leave behind for `after` seconds, may be felt."""
        return merged((fault.began - settings.BEFORE_FAULT, fault.ended + after) for fault in self.faults if counts(fault.target))

    def is_disturbed(self, start, end=None):
        """Whether a fault, or its aftermath, touches the time from `start` to `end`."""
        return touches(self.windows, start, start if end is None else end)

    def is_troubled(self, party, start, end):
        """The same of what the service does with somebody outside: faults of his count, and of the service and its database; the broker has no part in it."""
        return touches(self.troubles[party], start, end)

    def is_slow(self, start, end):
        """Whether phones, too, had to wait for their answers then."""
        return touches(self.slowness, start, end)

    def retried(self):
        return [request for request in self.requests if request.attempts > 1]


def touches(windows, start, end):
    after = bisect.bisect_right(windows, (end, float("inf")))
    return after > 0 and windows[after - 1][1] >= start


def merged(windows):
    result = []
    for start, end in sorted(windows):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result
