"""Checks of what the media server was asked for, held against each call's document."""

from . import settings
from .checks_of_signals import story_of
from .history import MEDIA_SERVER
from .media_server import room_name
from .verdict import Verdict, clock

CLOCKS = 0.5
"""Seconds by which the database's time, as a service knows it, may differ."""
BACK = ("media_up", "reconnected")


def check_rooms(history):
    """11: a call that lasts has its room, and the room ends with it."""
    lost = Verdict("lost rooms", "a call that lasts has its room, as soon as the media server is there")
    orphans = Verdict("orphan rooms", "no room outlives its call for long, and none is left in the end")
    forged = Verdict("forged room requests", "each shows the one right it needs, and is for a call that asks for it")
    vanished = Verdict("vanished phones", "who has left his room, and does not come back, is out of the call soon after")
    for call_id, call in history.calls.items():
        events = history.events_of.get(call_id, [])
        rooms = {event.room for event in events}
        if rooms - {room_name(call["church_id"], call_id)}:
            forged.violate(call_id, f"its church is {call['church_id']}, its rooms were {sorted(rooms)}")
        find_room(history, call, events, lost)
        judge_end(call, events, orphans, forged)
        for member in {event.member for event in events if event.what == "left"}:
            find_vanished(history, call, events, member, vanished)
    for call_id in history.events_of.keys() - history.calls.keys():
        events = history.events_of[call_id]
        forged.violate(call_id, f"{events[0].what} {events[0].room} at {clock(events[0].at)}: the database does not know the call")
    for name in history.rooms_left:
        orphans.violate(name.rpartition("_")[2], f"{name} is left")
    for text in history.foreign_rooms:
        forged.violate("-", text)
    return [lost, orphans, forged, vanished]


def find_room(history, call, events, verdict):
    made = [event.at for event in events if event.what == "made"]
    end = call.get("ended_at") or float("inf")
    if len(made) > 1:
        verdict.note("made twice", len(made) - 1)
    if call["status"] == "busy" or made:
        return verdict.note("made", bool(made))
    if end - call["initiated_at"] < settings.ROOM_TIME:
        verdict.note("over before")
    elif history.is_troubled(MEDIA_SERVER, end - settings.ROOM_TIME, end):
        verdict.note("over before the trouble was")
    elif history.is_slow(call["initiated_at"], end):
        verdict.note("late where all was slow")
    else:
        verdict.violate(call["_id"], f"none was made from {clock(call['initiated_at'])} to {clock(end)}; {story_of(call)}")


def judge_end(call, events, orphans, forged):
    """The service closes rooms of calls that are over, and throws out whose part is."""
    finished = {part["member"]["id"]: part.get("finished_at") or float("inf") for part in call["participants"]}
    last = {}
    for event in events:
        last[event.what] = event
        if event.what == "deleted" and event.at < (call.get("ended_at") or float("inf")) - CLOCKS:
            forged.violate(call["_id"], f"its room was deleted at {clock(event.at)}; {story_of(call)}, ended at {clock(call.get('ended_at') or 0)}")
        if event.what == "removed" and event.at < finished.get(event.member, 0) - CLOCKS:
            forged.violate(call["_id"], f"{event.member} was thrown out at {clock(event.at)}, and is in until {clock(finished[event.member])}")
    born = max((last[what].at for what in ("made", "opened") if what in last), default=None)
    if born is not None and ("deleted" not in last or last["deleted"].at < born):
        orphans.violate(call["_id"], f"its room, made at {clock(born)}, was never deleted")


def find_vanished(history, call, events, member, verdict):
    """Whoever the service knew to be in, and who then left by himself: it has waited for him, and no longer."""
    own = [event for event in events if event.member == member]
    left = own[-1].at
    if own[-1].what != "left":
        return
    was_seen = any(event.get("by") == member and event["type"] in BACK and event["at"] <= left + CLOCKS for event in call["events"])
    part = next((part for part in call["participants"] if part["member"]["id"] == member), None)
    if not was_seen or part is None:
        return
    finished = min(part.get("finished_at") or float("inf"), call.get("ended_at") or float("inf"))
    due = left + settings.RECONNECT + 2 * settings.ROOM_SWEEP + settings.LATENESS
    if finished <= due:
        verdict.note("out in time")
    elif history.is_troubled(MEDIA_SERVER, left, due) or history.is_disturbed(left, due):
        verdict.note("late in trouble")
    elif history.is_slow(left, due):
        verdict.note("late where all was slow")
    else:
        verdict.violate(call["_id"], f"{member} left at {clock(left)}, and is in until {clock(finished)}; {story_of(call)}")
