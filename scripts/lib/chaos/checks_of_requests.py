"""Checks that hold what phones were answered against the documents."""

import collections

from .checks_of_signals import story_of
from .history import Request
from .verdict import Verdict, clock

EVENTS = {
    "accept": {"accepted"}, "create": {"accepted"}, "reject": {"rejected", "busy"}, "cancel": {"cancelled"}, "connected": {"connected", "reconnected"},
    "end": {"ended", "left", "cancelled"}, "leave": {"left", "cancelled"}, "mute": {"updated"}, "ringing": {"ringing", "accepted"},
}
"""What the document must say of an acknowledged action. A create here is one that answered a call instead (glare)."""
WITNESSED = {
    "connected": ("entered",), "media_up": ("entered",), "reconnected": ("entered",), "reconnecting": ("left", "removed"), "media_down": ("left", "removed"),
}
"""What the media server must have seen for an event that it, and not the phone, is the cause of."""
BY_THE_CLOCK = {"missed", "timed_out"}
SLACK = 0.05
CLOCKS = 0.5  # by which the database's time, as a service that has just started knows it, may be wrong
"""Seconds by which clocks' milliseconds may disagree."""


def events(call, member, kinds):
    return [event for event in call["events"] if event.get("by") == member and event["type"] in kinds]


def check_changes(history):
    """1, 2, 5: what was acknowledged is in the document, and what is in the document was asked for."""
    forgotten = Verdict("forgotten changes", "whatever was acknowledged is in the database")
    unasked = Verdict("unasked changes", "nothing is in the database that nobody asked for")
    for request in history.requests:
        if request.outcome == Request.ACKNOWLEDGED:
            remember(history.calls.get(request.call), request, forgotten)
    for call_id, call in history.calls.items():
        asked = history.requests_of[call_id]
        for event in call["events"]:
            kind, member = event["type"], event.get("by")
            if kind in BY_THE_CLOCK or kind == "created" or (kind == "busy" and was_engaged(call, member)):
                continue
            was_asked = any(may_have_caused(request, kind, member) for request in asked)
            if kind == "ringing":
                was_asked |= (call_id, member) in history.ringing
            elif kind == "accepted":
                was_asked |= hidden_glare(history, call, member)
            if kind in WITNESSED:
                was_asked |= was_seen(history, call_id, event)
            if not was_asked:
                unasked.violate(call_id, f"{kind} by {member} at {clock(event['at'])}: whoever asked for it was told no; {story_of(call)}")
    return [forgotten, unasked]


def remember(call, request, verdict):
    if call is None:
        return verdict.violate(request.call, f"{request}: the database does not know the call")
    if request.action == "create" and not request.is_glare:
        found = (caller_of(call), callees_of(call)) == (request.member, set(request.callees))
    else:
        found = events(call, request.member, EVENTS[request.action])
        if request.action == "accept" and found:
            found = any(event.get("device") == request.device for event in found)
    if not found:
        verdict.violate(request.call, f"{request}: the document says {story_of(call)}")


def caller_of(call):
    return call["participants"][0]["member"]["id"]


def callees_of(call):
    return {part["member"]["id"] for part in call["participants"][1:]}


def may_have_caused(request, kind, member):
    if request.member != member or kind not in EVENTS[request.action]:
        return False
    return request.outcome != Request.REFUSED or request.is_uncertain


def was_seen(history, call_id, event):
    """Whether he came into the call's room before, or left it."""
    return any(
        seen.member == event["by"] and seen.what in WITNESSED[event["type"]] and seen.at <= event["at"] + CLOCKS
        for seen in history.events_of.get(call_id, ()))


def was_engaged(call, member):
    """Whether the member was busy already when the call was made, so that he never rang."""
    return any(part["member"]["id"] == member and not part.get("invited_at") for part in call["participants"])


def hidden_glare(history, call, member):
    """Whether a create whose answer got lost may have accepted the call."""
    return any(
        request.is_uncertain and caller_of(call) in request.callees
        for request in history.creates_of[member])


def check_winners(history):
    """3: who acts at the same instant, one wins."""
    verdict = Verdict("two winners", "of two who act at once one is told yes; a call ends one way")
    for call_id, requests in history.requests_of.items():
        winners = collections.defaultdict(set)
        for request in requests:
            if request.outcome == Request.ACKNOWLEDGED:
                winners[request.action, request.member].add(request.device)
        accepted = {member for action, member in winners if action == "accept"}
        for member in accepted:
            if len(winners["accept", member]) > 1:
                verdict.violate(call_id, f"{member} was told yes on {' and '.join(sorted(winners['accept', member]))}")
            if ("reject", member) in winners:
                verdict.violate(call_id, f"{member} has both accepted and rejected")
        if accepted and any(action == "cancel" for action, _ in winners):
            verdict.violate(call_id, f"it was accepted by {', '.join(sorted(accepted))} and cancelled")
    for call_id, deliveries in history.deliveries_of.items():
        ends = {delivery.signal_id for delivery in deliveries if delivery.type == "call_end" and delivery.topic.endswith("/signal")}
        kinds = {delivery.type for delivery in deliveries if delivery.topic.endswith("/signal")}
        if len(ends) > 1:
            verdict.violate(call_id, f"it ended {len(ends)} times: {', '.join(sorted(ends))}")
        if {"call_accept", "call_cancel"} <= kinds:
            verdict.violate(call_id, "it was told to be accepted, and to be cancelled")
    return [verdict]


def check_creates(history):
    """One create makes one call, however often it is sent."""
    verdict = Verdict("double creates", "a create makes one call, and sent again it is answered by that call")
    named = {request.call for request in history.requests if request.outcome == Request.ACKNOWLEDGED}
    named |= {request.existing for request in history.requests if request.code == "busy"}
    made = collections.Counter()
    for call_id, call in history.calls.items():
        key = next((request["key"] for request in call.get("idempotency", ()) if request["is_create"]), None)  # later ones answered it: glare
        source = [
            request for request in history.creates_of[caller_of(call)]
            if request.key == key and request.began - CLOCKS <= call["initiated_at"] and set(request.callees) == callees_of(call)
            and (call_id not in named or call_id in (request.call, request.existing))]
        if not source:
            verdict.violate(call_id, f"nobody asked for it: {story_of(call)}, at {clock(call['initiated_at'])}")
        elif call["status"] != "busy":
            made[key] += 1
    for request in history.requests:
        if request.action != "create":
            continue
        if made[request.key] > 1:
            verdict.violate(request.call or "-", f"{request}: it made {made[request.key]} calls")
        own = history.calls.get(request.existing)
        if own and own["status"] != "busy" and caller_of(own) == request.member and own["initiated_at"] >= request.began - SLACK:
            verdict.violate(request.existing, f"{request}: it was refused for the call that it had made itself")
    return [verdict]


def check_refusals(history):
    """A no has its reason."""
    verdict = Verdict("false refusals", "whoever is told no is told so for a reason that the documents bear out")
    stays = stays_of(history)
    for request in history.requests:
        if request.outcome != Request.REFUSED:
            continue
        verdict.note(f"{request.status} {request.code}")
        call = history.calls.get(request.call)
        why = reason(request, call, stays, history)
        if why:
            verdict.violate(request.call or request.existing or "-", f"{request}: {why}" + (f"; {story_of(call)}" if call else ""))
    return [verdict]


def stays_of(history):
    """From when until when each member was engaged, by call."""
    stays = collections.defaultdict(list)
    for call in history.calls.values():
        for part in call["participants"]:
            start = part.get("invited_at") or part.get("accepted_at")
            if start is not None and call["status"] != "busy":
                stays[part["member"]["id"]].append((start, freed(history, call, part)))
    return stays


def freed(history, call, part):
    """When the member was free at the latest. The document tells when that was decided; it is so once it is stored, and then its signal is seen."""
    decided = part.get("finished_at") or call.get("ended_at") or float("inf")
    return next((delivery.at for delivery in history.deliveries_of.get(call["_id"], ()) if delivery.at >= decided), decided)


def reason(request, call, stays, history):
    """What is wrong with the refusal; nothing if it is right."""
    if (request.action, request.code) == ("cancel", "not_caller") and call:
        return None if caller_of(call) != request.member else "he made the call"  # his own create had answered it (glare)
    if request.status != 409:
        return "a request that was right"
    if request.action == "create":
        people = (request.member, *request.callees)
        until, since = request.ended + SLACK, request.began - SLACK
        is_engaged = any(start <= until and end >= since for member in people for start, end in stays[member])
        return None if is_engaged and request.code == "busy" else "none of them was engaged then"
    if call is None:
        return "the database does not know the call"
    part = next((part for part in call["participants"] if part["member"]["id"] == request.member), None)
    if part is None:
        return "he takes part in the call"
    limit = request.ended + SLACK
    finished = min(part.get("finished_at") or float("inf"), call.get("ended_at") or float("inf"))
    accepted = [event for event in call["events"] if event["type"] == "accepted" and event["at"] <= limit]
    is_right = {
        "call_over": (call.get("ended_at") or float("inf")) <= limit,
        "answered_elsewhere": any(event["by"] == request.member and event.get("device") != request.device for event in accepted),
        "declined_elsewhere": bool(events(call, request.member, {"rejected", "busy"})),
        "already_answered": bool(accepted),
        "not_ringing": finished <= limit or bool(accepted) or (part.get("ring_deadline") or 0) <= limit,
        "not_in_call": finished <= limit or part["member"]["id"] not in {event["by"] for event in accepted},
    }.get(request.code, False)
    return None if is_right else f"{request.code} was not so at {clock(request.ended)}"
