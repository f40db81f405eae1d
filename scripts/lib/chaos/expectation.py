"""Which signals a call must have sent, worked out anew from the events of its document.

This is the service's rule book told a second time, from docs/architecture.md and topics/asyncapi.yaml, and on purpose in another way: not from state
and event, but from the log. What the load never does (calling more people in, administrators) is not in it.
"""

import dataclasses
import itertools

RINGING, IN, OUT = "ringing", "in", "out"
SYSTEM = "system"


@dataclasses.dataclass(frozen=True)
class Expected:
    seq: int
    type: str
    topics: tuple
    who: str | None
    cause: dict
    """The event that it tells of."""


class Log:
    """Follows a call's events and notes what each must have told whom."""

    def __init__(self, call):
        self.call = call
        self.root = f"faithflow/{call['church_id']}"
        self.topic = f"{self.root}/call/{call['_id']}/signal"
        self.crowd = f"{self.root}/call/{call['_id']}/participants"
        self.parts = {part["member"]["id"]: part for part in call["participants"]}
        self.caller = next(iter(self.parts))
        self.states = {member: RINGING if part.get("invite_seq") else OUT for member, part in self.parts.items()}
        self.states[self.caller] = IN
        self.joined = []
        self.is_live = True
        self.is_answered = False
        self.signals = []
        self.dismissed = []

    def inbox(self, member):
        return f"{self.root}/member/{member}/call_status"

    def tell(self, kind, topics, cause, who=None):
        self.signals.append(Expected(len(self.signals) + 1, kind, tuple(dict.fromkeys(topics)), who, cause))

    def follow(self):
        """All the call must have sent."""
        moment = None
        for _, group in itertools.groupby(self.call["events"], key=turn):
            group = list(group)
            if group[0]["at"] != moment or group[0]["type"] != "timed_out":  # else the same change goes on
                self.dismissed = []
            moment = group[0]["at"]
            getattr(self, group[0]["type"])(*group)
        return self.signals

    def rings(self):
        return [member for member, state in self.states.items() if state == RINGING]

    def inside(self):
        return [member for member, state in self.states.items() if state == IN]

    def created(self, event):
        callees = self.rings()
        if callees:
            self.tell("call_invite", [f"{self.root}/member/{member}/incoming_call" for member in callees], event, self.caller)
        else:
            self.states[self.caller] = OUT
            self.is_live = False

    def ringing(self, event):
        self.tell("call_ringing", [self.inbox(self.caller)], event, event["by"])

    def accepted(self, event):
        member = event["by"]
        self.states[member] = IN
        self.is_answered = True
        own = [self.inbox(member)] if self.parts[member].get("is_glare") else []
        self.tell("call_accept", [self.topic, self.inbox(self.caller), *own], event, member)
        self.tell("call_answered_elsewhere", [self.inbox(member)], event, member)

    def rejected(self, event, kind="call_reject"):
        member = event["by"]
        self.tell(kind, [self.topic, self.inbox(self.caller)], event, member)
        if self.states[member] != RINGING:  # he was engaged when the call was made
            return
        self.states[member] = OUT
        self.dismiss([member], event)
        self.tell("call_declined_elsewhere", [self.inbox(member)], event, member)
        self.settle(event, [member])

    def busy(self, event):
        self.rejected(event, "call_busy")

    def connected(self, event):
        member = event["by"]
        if self.parts[member].get("is_glare"):
            self.tell("call_accept", [self.inbox(member)], event, member)
        self.joined.append(member)
        joined = [other for other in self.parts if other in self.joined and self.states[other] == IN]
        for newcomer in joined if len(joined) == 2 else [member] if len(joined) > 2 else []:
            self.tell("participant_joined", [self.crowd], event, newcomer)

    def updated(self, event):
        self.tell("participant_muted", [self.crowd], event, event["by"])

    def reconnecting(self, event):
        self.tell("participant_reconnecting", [self.crowd], event, event["by"])

    def reconnected(self, event):
        self.tell("participant_reconnected", [self.crowd], event, event["by"])

    def quality(self, event):
        self.tell("network_quality", [self.crowd], event, event["by"])

    def media_up(self, event):
        """Nobody is told."""

    def media_down(self, event):
        """Nobody is told."""

    def cancelled(self, event):
        self.finish(event, [], is_cancelled=True)

    def ended(self, event):
        self.finish(event, [])

    def left(self, event):
        member = event["by"]
        self.states[member] = OUT
        self.settle(event, [member])
        if self.is_live:
            self.tell("participant_left", [self.crowd], event, member)

    def missed(self, *events):
        members = [event["by"] for event in events]
        self.dismiss([member for member in self.parts if member in members], events[0])
        for member in members:
            self.states[member] = OUT
        self.settle(events[0], [])

    def timed_out(self, *events):
        members = [event.get("by") for event in events]
        if members == [None]:
            return self.finish(events[0], [])
        for member in members:
            self.states[member] = OUT
        self.settle(events[0], members)
        for member in members if self.is_live else []:
            self.tell("call_end", [self.inbox(member)], events[0], SYSTEM)
            self.tell("participant_left", [self.crowd], events[0], member)

    def dismiss(self, members, cause, is_cancelled=False):
        """Stops the phones of these members."""
        if members:
            self.dismissed += members
            self.tell("call_cancel", [self.topic] * is_cancelled + [self.inbox(member) for member in members], cause, self.caller)

    def settle(self, cause, others):
        """The call is over when nobody is left to talk to."""
        inside = len(self.inside())
        if inside == 0 or (inside == 1 and not self.rings()):
            self.finish(cause, others)

    def finish(self, cause, others, is_cancelled=False):
        told = [self.caller, *others, *(member for member in self.parts if self.states[member] != OUT)]
        self.dismiss(self.rings(), cause, is_cancelled)
        told += self.dismissed
        self.states = dict.fromkeys(self.states, OUT)
        self.is_live = False
        self.tell("call_end", [self.topic, *map(self.inbox, told)], cause, self.call.get("ended_by") or SYSTEM)


def turn(event):
    """What a deadline did to several at once is one change; everything else is one each."""
    return (event["type"], event["at"]) if event["type"] in ("missed", "timed_out") else event["seq"]


def expected_signals(call):
    return Log(call).follow()
