"""Made-up histories with one thing put wrong about the media server's rooms, or about pushes."""

import dataclasses

from .self_test_history import (
    CHURCH, START, RING, answered, call, cancelled, document, history, incident, missed, request, room_event, stopped, vanished, woken)
from .push_vendor import Push


def wrong():
    """What is put wrong, beginning with the check that must find it."""
    yield from wrong_rooms()
    yield from wrong_people()
    yield from wrong_pushes()


def wrong_rooms():
    made, deleted = answered().room_events
    yield "lost rooms: one", incident(answered(), room_events=[])
    yield "lost rooms: opened by a phone alone", incident(answered(), room_events=[room_event("opened", 1), deleted])
    yield "orphan rooms: never deleted", incident(answered(), room_events=[made])
    yield "orphan rooms: made again", incident(answered(), room_events=[made, deleted, room_event("made", 60)])
    yield "orphan rooms: left in the end", incident(answered(), rooms_left=["faithflow_church-1_9"])
    yield "forged room requests: no right", incident(answered(), foreign_rooms=["CreateRoom: signed by somebody else"])
    yield "forged room requests: other church", incident(answered(), room_events=[room_event("made", 0.1, church="church-0"), deleted])
    yield "forged room requests: no such call", incident(answered(), room_events=[made, deleted, room_event("made", 1, name="9")])
    yield "forged room requests: deleted too early", incident(answered(), room_events=[made, room_event("deleted", 1)])


def wrong_people():
    made, *people, deleted = vanished().room_events
    thrown_out = [room_event("entered", 1.4, "a"), room_event("removed", 2, "a")]
    yield "forged room requests: thrown out", incident(vanished(), room_events=[made, *people, *thrown_out, deleted])
    yield "unasked changes: nobody left", incident(vanished(), room_events=[made, *people[:2], deleted])
    yield "unasked changes: nobody came", incident(vanished(), room_events=[made, *people[1:], deleted])
    yield "vanished phones: too late", vanished_for_long()


def vanished_for_long():
    """It takes a minute until he is out."""
    late = START + 60
    made = vanished()
    found = made.calls[next(iter(made.calls))]
    found["ended_at"] = found["events"][-1]["at"] = late
    for part in found["participants"]:
        part["finished_at"] = late
    return made


def wrong_pushes():
    invite, notice = missed().pushes
    first, stop = woken().pushes
    yield "lost pushes: invite", incident(missed(), pushes=[notice])
    yield "lost pushes: missed", incident(missed(), pushes=[invite])
    yield "lost pushes: second phone", incident(missed(), tokens={**missed().tokens, "token-2": (CHURCH, "b")})
    yield "lost pushes: rings on", incident(woken(), pushes=[first])
    yield "lost pushes: to another", incident(missed(), pushes=[dataclasses.replace(invite, token="token-c"), notice])
    yield "late pushes: after the call", woken_too_late()
    yield "late pushes: although awake", woken_although_awake()
    yield "forged pushes: too early", incident(missed(), pushes=[dataclasses.replace(invite, at=START), notice])
    yield "forged pushes: not missed", incident(woken(), pushes=[first, stop, dataclasses.replace(stop, type="call_missed")])
    yield "forged pushes: rings no more, though he does", incident(
        missed(), pushes=[invite, dataclasses.replace(stop, at=START + 1), notice])
    yield "forged pushes: no such call", incident(missed(), pushes=[invite, notice, dataclasses.replace(invite, call="9")])
    yield "forged pushes: not rung", document(incident(answered(), pushes=[first]), participants=without_invite())
    yield "forged pushes: no right", incident(answered(), foreign_pushes=["hello"])


def woken_too_late():
    """The push waited somewhere, and went out when the call was long over."""
    made = cancelled()
    made.pushes.append(Push(START + 4, "token-b", "call_invite", next(iter(made.calls))))
    return made


def woken_although_awake():
    made = history(
        call([("ringing", "b", 0.5), ("missed", "b", RING)], "missed", "missed", b={**stopped("missed", RING), "alerted_at": START + 0.5}),
        request("b", "ringing", 0.5))
    made.pushes.append(Push(START + 3.5, "token-b", "call_invite", next(iter(made.calls))))
    return made


def without_invite():
    return [{key: value for key, value in part.items() if key != "invite_seq"} for part in answered().calls[next(iter(answered().calls))]["participants"]]
