"""Checks of what a back end was told by webhook, held against the events of each call's document."""

import collections

from . import settings, story
from .verdict import Verdict, clock

TYPES = {
    "created": "call.created", "ringing": "call.ringing", "accepted": "call.accepted", "rejected": "call.rejected", "busy": "call.busy",
    "missed": "call.missed", "cancelled": "call.cancelled", "invited": "participant.invited", "connected": "participant.joined",
    "updated": "participant.updated", "reconnecting": "participant.reconnecting", "reconnected": "participant.reconnected", "left": "participant.left", "timed_out": "participant.left",
}
"""What each event is told as; that a call is over is told besides."""


def expected_notices(call):
    """Type and id of all that a back end must have been told of `call`, in order."""
    told = [
        (TYPES[event["type"]], notice_id(call, event["seq"])) for event in call["events"]
        if event["type"] in TYPES and (event["type"] != "timed_out" or event.get("by"))]
    return told + [("call.ended", f"{notice_id(call, call['events'][-1]['seq'])}_ended")]


def notice_id(call, seq):
    return f"evt_{call['_id']}_{seq}"


def check_notices(history):
    """10: a back end is told of everything, in order, by nobody else."""
    lost = Verdict("lost notices", "a back end is told of each event of each call, however long it was away")
    order = Verdict("order of notices", "what it is told of one call first comes in the order in which it happened")
    forged = Verdict("forged notices", "each is signed, and tells of something that happened")
    taken = collections.defaultdict(dict)
    for notice in history.notices:
        if not notice.is_signed:
            forged.violate(notice.call, f"{notice.type} at {clock(notice.at)} has no valid signature")
        if notice.id in taken[notice.call]:
            lost.note("taken twice")
        taken[notice.call].setdefault(notice.id, notice)
    for text in history.foreign_notices:
        forged.violate("-", f"not understood: {text}")
    told = {story.church_name(index) for index in settings.TOLD_CHURCHES}
    for call_id, call in history.calls.items():
        if call["church_id"] not in told:
            continue
        expected = expected_notices(call)
        found = taken.pop(call_id, {})
        for kind, name in expected:
            if name not in found:
                lost.violate(call_id, f"{kind} ({name}) was never told; told were {[notice.type for notice in found.values()]}")
        judge(call_id, call, expected, found, order, forged)
    for call_id, found in taken.items():
        forged.violate(call_id, f"{len(found)} notices of a call that is not in the database")
    return [lost, order, forged]


def judge(call_id, call, expected, found, order, forged):
    types, places = dict((name, kind) for kind, name in expected), {name: index for index, (_, name) in enumerate(expected)}
    for name, notice in found.items():
        if types.get(name) != notice.type or notice.church != call["church_id"]:
            forged.violate(call_id, f"{notice.type} ({name}), told to {notice.church}, is no event of it")
    came = [places[name] for name in found if name in places]
    if came != sorted(came):
        order.violate(call_id, f"told in the order {[expected[place][0] for place in came]}")
