"""Made-up histories: right ones, and each with one thing put wrong."""

import copy
import dataclasses

from . import settings
from .checks_of_notices import expected_notices
from .checks_of_pushes import owed_pushes
from .expectation import expected_signals
from .history import Delivery, History, Request
from .media_server import RoomEvent, room_name
from .push_vendor import Push
from .receiver import Notice

CALL, CHURCH = "11111111-1111-4111-8111-111111111111", "church-1"
"""Of this church's calls everybody outside is told."""
START = 1_000_000.0
RING = settings.RING
TOKENS = {f"token-{member}": (CHURCH, member) for member in "bcd"}


def call(events, status, reason, by=None, people=("a", "b"), **parts):
    """A document: `events` are (type, member, seconds after the start); `parts` adds to the parts of members."""
    story = [("created", "a", 0.0), *events]
    end = START + story[-1][2]
    participants = [{"member": {"id": "a"}, "accepted_at": START, "finished_at": end}]
    for member in people[1:]:
        part = {"member": {"id": member}, "invite_seq": 1, "invited_at": START, "ring_deadline": START + RING, "finished_at": end}
        part |= parts.get(member, {})
        is_missed = part.get("dismissal", {}).get("reason") in ("cancelled", "missed")
        participants.append({**part, "state": "missed" if is_missed else "left"})
    return {
        "_id": CALL, "church_id": CHURCH, "status": status, "end_reason": reason, "ended_by": by, "initiated_at": START, "ended_at": end,
        "participants": participants, "outbox": [],
        "idempotency": [{"key": "key a create", "by": "a", "at": START, "is_create": True}],
        "events": [
            {"seq": index + 1, "type": kind, "by": member, "at": START + at, "device": f"phone-{member}" if member else None}
            for index, (kind, member, at) in enumerate(story)],
    }


def request(member, action, at, outcome=Request.ACKNOWLEDGED, **fields):
    made = Request(1, CHURCH, member, action, f"key {member} {action}", f"phone-{member}", CALL)
    made.began, made.ended, made.outcome, made.attempts, made.status = START + at - 0.02, START + at + 0.02, outcome, 1, 200
    return dataclasses.replace(made, **fields)


def history(document, *requests):
    """The history of a call that went as it should: every signal came at once, in order."""
    signals = expected_signals(document)
    document["seq"] = len(signals)
    callees = tuple(part["member"]["id"] for part in document["participants"][1:])
    deliveries = [
        Delivery(signal.cause["at"] + 0.01, topic, CALL, signal.seq, f"{CALL}-{signal.seq}", signal.type, signal.who, None, signal.seq)
        for signal in signals for topic in signal.topics]
    creation = request("a", "create", 0.0, callees=callees)
    notices = [Notice(START + 9, name, kind, CALL, CHURCH, True) for kind, name in expected_notices(document)]
    return History(
        requests=[creation, *requests], deliveries=deliveries, calls={CALL: document}, notices=notices, tokens=dict(TOKENS),
        room_events=[room_event("made", 0.1), room_event("deleted", document["ended_at"] - START + 0.1)], pushes=right_pushes(document))


def room_event(what, at, member=None, church=CHURCH, name=CALL):
    return RoomEvent(START + at, what, room_name(church, name), member)


def right_pushes(document):
    """Every push that may be wanted, at once."""
    pushes = []
    for token, (_, member) in TOKENS.items():
        for part in (part for part in document["participants"] if part["member"]["id"] == member):
            for known in ([], pushes):
                pushes += [
                    Push(owed.since + 0.1, token, owed.types[-1], CALL) for owed in owed_pushes(part, known)
                    if owed.until > owed.since + 0.1 and all((push.token, push.type) != (token, owed.types[-1]) for push in pushes)]
    return pushes


def answered():
    events = [("ringing", "b", 0.5), ("accepted", "b", 1), ("connected", "a", 1.5), ("connected", "b", 1.6), ("updated", "b", 2), ("ended", "a", 3)]
    actions = [("b", "ringing", 0.5), ("b", "accept", 1), ("a", "connected", 1.5), ("b", "connected", 1.6), ("b", "mute", 2), ("a", "end", 3)]
    return history(call(events, "ended", "normal", "a", b={"accepted_at": START + 1}), *(request(*action) for action in actions))


def stopped(reason, at):
    return {"dismissal": {"seq": 2, "reason": reason, "at": START + at}}


def cancelled():
    return history(call([("cancelled", "a", 1)], "ended", "cancelled", "a", b=stopped("cancelled", 1)), request("a", "cancel", 1))


def missed(late=0.1):
    return history(call([("missed", "b", RING + late)], "missed", "missed", b=stopped("missed", RING + late)))


def rejected():
    part = {"dismissal": {"seq": 3, "reason": "declined_elsewhere", "at": START + 1}}
    refused = request("a", "cancel", 2, Request.REFUSED, status=409, code="call_over")
    return history(call([("rejected", "b", 1)], "rejected", "rejected", "b", b=part), request("b", "reject", 1), refused)


def group():
    """b and c answer, d is missed, c leaves, a ends it."""
    events = [
        ("accepted", "b", 1), ("connected", "a", 1.1), ("connected", "b", 1.2), ("accepted", "c", 1.3), ("connected", "c", 1.4),
        ("missed", "d", RING), ("left", "c", RING + 1), ("ended", "a", RING + 2)]
    names = {"accepted": "accept", "left": "leave", "ended": "end", "connected": "connected"}
    requests = [request(member, names[kind], at) for kind, member, at in events if kind != "missed"]
    part = {"dismissal": {"seq": 10, "reason": "missed", "at": START + RING}}
    return history(call(events, "ended", "normal", "a", ("a", "b", "c", "d"), d=part), *requests)


def glare():
    events = [("accepted", "b", 1), ("connected", "b", 1.5), ("connected", "a", 1.6), ("ended", "b", 2)]
    creation = request("b", "create", 1, is_glare=True, callees=("a",))
    requests = [creation, request("b", "connected", 1.5), request("a", "connected", 1.6), request("b", "end", 2)]
    return history(call(events, "ended", "normal", "b", b={"is_glare": True, "accepted_at": START + 1}), *requests)


def failed():
    """One answers, another is missed, and at the same moment nobody's media has come up."""
    events = [("accepted", "b", 1), ("missed", "c", RING), ("timed_out", "a", RING), ("timed_out", "b", RING)]
    made = history(call(events, "failed", "failed", None, ("a", "b", "c"), c=stopped("missed", RING)), request("b", "accept", 1))
    inboxes = {delivery.topic.split("/")[3] for delivery in made.deliveries if delivery.type == "call_end" and "/member/" in delivery.topic}
    assert inboxes == {"a", "b", "c"}, inboxes
    return made


def vanished():
    """One whom the media server knows to be in loses his connection, and does not come back."""
    events = [
        ("accepted", "b", 1), ("connected", "a", 1.5), ("media_up", "a", 1.6), ("connected", "b", 1.7), ("media_up", "b", 1.7),
        ("reconnecting", "b", 3), ("timed_out", "b", 6)]
    requests = [request("b", "accept", 1), request("a", "connected", 1.5)]  # the media server knew before his phone had said so
    made = history(call(events, "ended", "network_error", None, b={"accepted_at": START + 1}), *requests)
    made.room_events[1:1] = [room_event("entered", 1.4, "a"), room_event("entered", 1.6, "b"), room_event("left", 2.9, "b")]
    return made


def woken():
    """A push has b's phone ring, and he answers on another."""
    events = [("accepted", "b", 2), ("connected", "b", 2.5), ("ended", "a", 3)]
    requests = [request("b", "accept", 2), request("b", "connected", 2.5), request("a", "end", 3)]
    return history(call(events, "ended", "normal", "a", b={"accepted_at": START + 2}), *requests)


def busy():
    refused = request("c", "create", 0.5, Request.REFUSED, status=409, code="busy", call=None, callees=("b",))
    made = cancelled()
    made.requests.append(refused)
    return made


def deliver_again(made, kind, after):
    """A signal comes a second time to the last of its topics."""
    found = [delivery for delivery in made.deliveries if delivery.type == kind][-1]
    first = min(delivery.at for delivery in made.deliveries if (delivery.seq, delivery.topic) == (found.seq, found.topic))
    made.deliveries.append(dataclasses.replace(found, at=first + after))
    made.deliveries.sort(key=lambda delivery: delivery.at)


def without(made, kind):
    made.deliveries = [delivery for delivery in made.deliveries if delivery.type != kind]
    return made


def change(made, kind, **fields):
    """Changes the last delivery of that type."""
    index = max(index for index, delivery in enumerate(made.deliveries) if delivery.type == kind)
    made.deliveries[index] = dataclasses.replace(made.deliveries[index], **fields)
    return made


def add(made, **fields):
    made.deliveries.append(dataclasses.replace(made.deliveries[-1], **fields))
    return made


def asked(made, *requests):
    made.requests += requests
    return made


def document(made, **fields):
    made.calls[CALL].update(copy.deepcopy(fields))
    return made


def forget(made, kind):
    """The database loses an event, as an overwritten change would."""
    found = made.calls[CALL]
    found["events"] = [event for event in found["events"] if event["type"] != kind]
    for index, event in enumerate(found["events"]):
        event["seq"] = index + 1
    return made


def unrequested(made, action):
    made.requests = [request for request in made.requests if request.action != action]
    return made


def late_invite():
    made = cancelled()
    deliver_again(made, "call_invite", after=2)
    return made


def second_call(key_of_first=True):
    """The same create made two calls."""
    made = cancelled()
    other = copy.deepcopy(made.calls[CALL])
    other["_id"] = "2"
    made.calls["2"] = other
    return made


def refused_by_itself():
    made = cancelled()
    made.requests[0] = dataclasses.replace(
        made.requests[0], outcome=Request.REFUSED, status=409, code="busy", call=None, existing=CALL, is_uncertain=True, attempts=2)
    return made


def incident(made, **fields):
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def wrong():
    """What is put wrong, beginning with the check that must find it."""
    yield from wrong_signals()
    yield from wrong_answers()
    yield from wrong_calls()
    yield from wrong_notices()


def wrong_signals():
    end = {"call": CALL, "topic": f"faithflow/{CHURCH}/call/{CALL}/signal"}
    yield "lost signals: a type", without(answered(), "call_accept")
    yield "lost signals: one topic", incident(answered(), deliveries=answered().deliveries[:-1])
    yield "lost signals: events without sense", document(answered(), events=[{"seq": 1, "type": "unheard", "by": "a", "at": START}])
    yield "late signals: one", change(answered(), "call_end", at=START + 8)
    yield "foreign signals: no change", add(cancelled(), type="call_accept", seq=9, signal_id=f"{CALL}-9", digest=9)
    yield "foreign signals: other type", change(cancelled(), "call_end", type="call_busy")
    yield "foreign signals: other member", change(answered(), "call_accept", who="z")
    yield "foreign signals: other topic", change(cancelled(), "call_end", topic="faithflow/church-0/member/a/call_status")
    yield "foreign signals: unknown call", add(cancelled(), call="9")
    yield "foreign signals: no signal", incident(cancelled(), foreign=["1.0 0 topic hello"])
    yield "gaps in seq: one missing", without(answered(), "participant_muted")
    yield "gaps in seq: beyond the document", add(answered(), seq=50, signal_id=f"{CALL}-50", digest=50)
    yield "order: the end first", incident(answered(), deliveries=answered().deliveries[::-1])
    yield "ghost rings: after the cancel", late_invite()
    again = answered()
    deliver_again(again, "call_accept", after=1)
    yield "duplicates: out of the blue", again
    yield "contradictions: other payload", change(answered(), "call_end", digest=77)
    yield "two winners: two ends", add(answered(), type="call_end", seq=12, signal_id=f"{CALL}-12", digest=12, **end)
    yield "two winners: signals", add(answered(), type="call_cancel", seq=12, signal_id=f"{CALL}-12", digest=12, **end)


def wrong_answers():
    yield "forgotten changes: accept", forget(answered(), "accepted")
    yield "forgotten changes: other device", asked(answered(), request("b", "accept", 1, device="phone-x"))
    yield "forgotten changes: create", incident(cancelled(), calls={})
    yield "unasked changes: end", unrequested(answered(), "end")
    yield "unasked changes: refused", unasked_refused()
    yield "two winners: devices", asked(answered(), request("b", "accept", 1, device="phone-x"))
    yield "two winners: accept and cancel", asked(answered(), request("a", "cancel", 1))
    yield "two winners: accept and reject", asked(answered(), request("b", "reject", 1))
    yield "double creates: two calls", second_call()
    yield "double creates: refused by itself", refused_by_itself()
    yield "double creates: nobody asked", unrequested(cancelled(), "create")
    yield "double creates: asked otherwise", document(cancelled(), idempotency=[{"key": "another", "by": "a", "at": START, "is_create": True}])
    yield "false refusals: not over", asked(answered(), request("b", "end", 2, Request.REFUSED, status=409, code="call_over"))
    yield "false refusals: not busy", asked(
        cancelled(), request("c", "create", 30, Request.REFUSED, status=409, code="busy", call=None, callees=("b",)))
    yield "false refusals: not the caller", asked(
        answered(), request("a", "cancel", 0.5, Request.REFUSED, status=403, code="not_caller"))
    yield "false refusals: error", asked(answered(), request("b", "end", 2, Request.REFUSED, status=500, code="internal_error"))


def wrong_calls():
    yield "stuck calls: live", document(answered(), status="active")
    yield "stuck calls: outbox", document(answered(), outbox=[{"seq": 1}])
    yield "stuck calls: numbers", document(answered(), seq=30)
    yield "busy members: engaged", document(answered(), engaged=["a"])
    yield "busy members: cannot be called", incident(answered(), sample_failures=["b could not be called"])
    yield "deadlines: too late", missed(late=3)
    yield "deadlines: too early", missed(late=-1)
    yield "secrets: token", change(answered(), "call_end", has_token=True)
    yield "secrets: retained", change(answered(), "call_end", is_retained=True)
    yield "programs: ended", incident(answered(), incidents=["service-0 ended by itself"])
    yield "log errors: one", incident(answered(), error_lines=["service-0: error"])


def wrong_notices():
    told = answered().notices
    yield "lost notices: one", incident(answered(), notices=told[:2] + told[3:])
    yield "lost notices: the end", incident(answered(), notices=told[:-1])
    yield "order of notices: two", incident(answered(), notices=[told[1], told[0], *told[2:]])
    yield "forged notices: signature", incident(answered(), notices=[dataclasses.replace(told[0], is_signed=False), *told[1:]])
    yield "forged notices: church", incident(answered(), notices=[dataclasses.replace(told[0], church="church-0"), *told[1:]])
    yield "forged notices: no such event", incident(answered(), notices=[*told, dataclasses.replace(told[0], id="evt_x")])
    yield "forged notices: no such call", incident(answered(), notices=[*told, dataclasses.replace(told[0], call="9")])
    yield "forged notices: no notice", incident(answered(), foreign_notices=["hello"])


def unasked_refused():
    made = unrequested(answered(), "end")
    return asked(made, request("a", "end", 3, Request.REFUSED, status=409, code="call_over"))
