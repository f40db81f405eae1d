"""Checks of what the push vendor took, held against each call's document and the members' tokens."""

import collections
import dataclasses

from . import settings
from .history import PUSH_VENDOR
from .verdict import Verdict, clock

INVITE, MISSED = "call_invite", "call_missed"
STOPS = ("call_cancel", "call_answered_elsewhere")


@dataclasses.dataclass(frozen=True)
class Owed:
    """What each phone of a member must be sent, for one of these reasons."""

    types: tuple
    member: str
    since: float
    until: float
    """When it is of no use any more."""
    is_excusable: bool = True
    """Whether trouble may have it come too late to be sent."""


def check_pushes(history):
    """12: phones that sleep are woken in time, and not once their call rings no more."""
    lost = Verdict("lost pushes", "who does not acknowledge is woken; who has missed a call, or whose other phone has answered, is told")
    late = Verdict("late pushes", f"nobody is woken later than {settings.PUSH_TIME:g} s after he rings no more, or was awake")
    forged = Verdict("forged pushes", "each goes to a member of its call, with the right to push, for something that happened")
    taken = collections.defaultdict(list)
    for push in history.pushes:
        taken[push.call, push.token].append(push)
    tokens = collections.defaultdict(list)
    for token, owner in history.tokens.items():
        tokens[owner].append(token)
    for call_id, call in history.calls.items():
        for part in call["participants"]:
            for token in tokens[call["church_id"], part["member"]["id"]]:
                pushes = taken.pop((call_id, token), [])
                for owed in owed_pushes(part, pushes):
                    find(history, call_id, owed, token, pushes, lost)
                judge(history, call_id, part, token, pushes, late, forged)
    for (call_id, token), pushes in taken.items():
        forged.violate(call_id, f"{len(pushes)} pushes to {token}, such as {pushes[0].type}: no member of it has this token")
    for text in history.foreign_pushes:
        forged.violate("-", f"not understood: {text}")
    return [lost, late, forged]


def owed_pushes(part, pushes):
    """By the rules of docs/decisions/0037, told a second time: from the times of a participant's part alone."""
    if not part.get("invite_seq"):
        return
    member, deadline = part["member"]["id"], part["ring_deadline"]
    due = part["invited_at"] + settings.PUSH_DELAY
    yield Owed((INVITE,), member, due, asleep_until(part))
    if part["state"] == "missed":
        yield Owed((MISSED,), member, ring_end(part), float("inf"), is_excusable=False)
    elif due <= ring_end(part) < deadline and due < (part.get("alerted_at") or deadline) and any(push.type == INVITE for push in pushes):
        yield Owed(STOPS, member, ring_end(part), deadline)


def ring_end(part):
    """When his phones rang no more, however that came."""
    ends = (part.get("dismissal") or {}).get("at"), part.get("accepted_at"), part.get("finished_at"), part["ring_deadline"]
    return min(end for end in ends if end is not None)


def asleep_until(part):
    """Until when he may be woken: he rings, and no phone of his has acknowledged."""
    return min(ring_end(part), part.get("alerted_at") or float("inf"))


def find(history, call_id, owed, token, pushes, verdict):
    count = sum(push.type in owed.types for push in pushes)
    kind = owed.types[0]
    if count > 1:
        verdict.note("sent twice", count - 1)
    if count or owed.until - owed.since < settings.PUSH_TIME:
        return verdict.note(f"{kind} sent", min(count, 1))
    if owed.is_excusable and history.is_troubled(PUSH_VENDOR, owed.until - settings.PUSH_TIME, owed.until):
        return verdict.note(f"{kind} too late in trouble")
    if owed.is_excusable and history.is_slow(owed.since - settings.PUSH_DELAY, owed.until):
        return verdict.note(f"{kind} too late where all was slow")
    verdict.violate(call_id, f"{owed.member} had no {' or '.join(owed.types)} on {token}, due from {clock(owed.since)} to {clock(owed.until)}")


def judge(history, call_id, part, token, pushes, late, forged):
    for push in pushes:
        if not part.get("invite_seq"):
            forged.violate(call_id, f"{push.type} to {part['member']['id']} at {clock(push.at)}: he was not rung")
        elif push.type == INVITE:
            judge_invite(history, call_id, part, token, push, late, forged)
        elif push.at < ring_end(part) - settings.PUSH_TIME or (push.type == MISSED) != (part["state"] == "missed"):
            forged.violate(call_id, f"{push.type} to {part['member']['id']} at {clock(push.at)}: his part is {part['state']}")


def judge_invite(history, call_id, part, token, push, late, forged):
    over, due = asleep_until(part), part["invited_at"] + settings.PUSH_DELAY
    told = f"{part['member']['id']} was woken on {token} at {clock(push.at)}"
    if push.at < due - settings.PUSH_TIME / 4:
        forged.violate(call_id, f"{told}, and was to be from {clock(due)}")
    elif push.at > over:
        late.note("just after")
        late.notes["latest, s"] = max(late.notes.get("latest, s", 0), round(push.at - over, 1))
        if push.at > over + settings.PUSH_TIME and not history.is_troubled(None, over, push.at):
            late.violate(call_id, f"{told}, and was asleep until {clock(over)}")
