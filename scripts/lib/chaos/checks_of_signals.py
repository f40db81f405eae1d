"""Checks that hold the recording against the documents."""

import collections

from . import settings
from .expectation import expected_signals
from .verdict import Verdict, clock


def shortened(topic):
    return topic.split("/", 2)[-1]


def part_of(call, topic):
    """The participant whose inbox the topic is."""
    member = topic.split("/")[3]
    return next((part for part in call["participants"] if part["member"]["id"] == member), None)


def may_be_dropped(history, call, topic):
    """Whether the invite on this topic may never have been sent: what was broken lasted until the callee rang no more."""
    part = part_of(call, topic)
    if not part or not part.get("invited_at"):
        return False
    until = min(part.get("finished_at") or part["ring_deadline"], part.get("accepted_at") or part["ring_deadline"], part["ring_deadline"])
    return history.is_disturbed(part["invited_at"], until)


def check_signals(history):
    """1 and 2: each event has its signals on the right topics, soon, and there is no other signal."""
    late = Verdict("late signals", "where nothing is wrong a signal is out within 2 s of its change")
    lost = Verdict("lost signals", "every change has its signals on all their topics, but for invites nobody waits for any more")
    foreign = Verdict("foreign signals", "no signal without its change, nothing else on the topics")
    for call_id, call in history.calls.items():
        try:
            expected = expected_signals(call)
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            lost.violate(call_id, f"its events make no sense: {type(error).__name__} {error}; {story_of(call)}")
            continue
        seen = {(delivery.seq, delivery.topic): delivery for delivery in reversed(history.deliveries_of[call_id])}
        wanted = {(signal.seq, topic): signal for signal in expected for topic in signal.topics}
        for (seq, topic), signal in wanted.items():
            if (seq, topic) in seen:
                compare(call_id, signal, seen[seq, topic], foreign)
                time_it(history, signal, seen[seq, topic], late)
            elif signal.type == "call_invite" and may_be_dropped(history, call, topic):
                lost.note("invites dropped in trouble")
            else:
                lost.violate(call_id, f"{signal.type} seq {seq} never came on {shortened(topic)}; it tells of {event_text(signal.cause)}")
        for pair in seen.keys() - wanted.keys():
            where = f"{seen[pair].type} seq {pair[0]} on {shortened(pair[1])} at {clock(seen[pair].at)}"
            foreign.violate(call_id, f"{where}: no change asks for it; {story_of(call)}")
    for call_id in history.deliveries_of.keys() - history.calls.keys():
        foreign.violate(call_id, f"{len(history.deliveries_of[call_id])} signals of a call that the database does not know")
    for line in history.foreign:
        foreign.violate("-", f"neither a signal nor a phone's: {line}")
    return [lost, foreign, late]


def compare(call_id, signal, delivery, verdict):
    if (delivery.type, delivery.who) != (signal.type, signal.who):
        verdict.violate(call_id, f"seq {signal.seq} is {delivery.type} of {delivery.who}; expected {signal.type} of {signal.who}")


def time_it(history, signal, delivery, verdict):
    wait = delivery.at - signal.cause["at"]
    if wait <= settings.LATENESS:
        return
    if history.is_disturbed(signal.cause["at"], delivery.at):
        verdict.note("late in trouble")
        verdict.notes["longest wait, s"] = max(verdict.notes.get("longest wait, s", 0), round(wait, 1))
    else:
        verdict.violate(delivery.call, f"{signal.type} seq {signal.seq} came {wait:.2f} s after {event_text(signal.cause)}")


def event_text(event):
    return f"{event['type']} by {event.get('by') or 'the clock'} at {clock(event['at'])}"


def story_of(call):
    return f"{call['status']}: " + ", ".join(f"{event['type']} {event.get('by') or ''}".strip() for event in call["events"])


def check_seq(history):
    """4: numbers without gaps."""
    verdict = Verdict("gaps in seq", "the numbers seen of a call are 1, 2, 3 … to that of its document, but for dropped invites")
    for call_id, call in history.calls.items():
        seen = {delivery.seq for delivery in history.deliveries_of[call_id]}
        for seq in range(1, call["seq"] + 1):
            if seq in seen:
                continue
            invited = [part for part in call["participants"] if part.get("invite_seq") == seq]
            inboxes = [f"faithflow/{call['church_id']}/member/{part['member']['id']}/incoming_call" for part in invited]
            if not invited or not all(may_be_dropped(history, call, inbox) for inbox in inboxes):
                verdict.violate(call_id, f"seq {seq} of {call['seq']} was never seen; {story_of(call)}")
        if seen and max(seen) > call["seq"]:
            verdict.violate(call_id, f"seq {max(seen)} was seen, the document knows {call['seq']}")
    return [verdict]


def check_order(history):
    """4: what is new of a call comes in order, and the last a phone hears of a call is not that it rings."""
    order = Verdict("order", "of each call what is new comes in the order of seq, on every topic")
    ghosts = Verdict("ghost rings", "no phone is told to ring and never to stop, nor after it was told to stop")
    for call_id, deliveries in history.deliveries_of.items():
        newest, known = 0, set()
        for delivery in deliveries:
            if (delivery.seq, delivery.topic) in known:
                continue
            known.add((delivery.seq, delivery.topic))
            if delivery.seq < newest and delivery.type != "call_invite":
                order.violate(call_id, f"{delivery.type} seq {delivery.seq} first came at {clock(delivery.at)}, after seq {newest}")
            newest = max(newest, delivery.seq)
        if call_id in history.calls:
            listen(history, history.calls[call_id], deliveries, ghosts)
    return [order, ghosts]


def listen(history, call, deliveries, verdict):
    """Each callee's phone, through its ears: may it ring on?"""
    last, stopped = {}, {}
    for delivery in deliveries:
        if delivery.type == "call_invite":
            member = delivery.topic.split("/")[3]
            last[member] = delivery
            if member in stopped and is_taken_back(deliveries, delivery):
                verdict.note("late invites taken back")
            elif member in stopped and not history.is_disturbed(delivery.at):
                verdict.violate(call["_id"], f"invite to {member} at {clock(delivery.at)}, after the cancel at {clock(stopped[member])}")
            elif member in stopped:
                verdict.note("late invites in trouble")
        elif delivery.type == "call_cancel" and delivery.topic.endswith("/call_status"):
            member = delivery.topic.split("/")[3]
            last[member] = delivery
            stopped.setdefault(member, delivery.at)
    for part in call["participants"][1:]:
        member = part["member"]["id"]
        if part.get("dismissal") and member in last and last[member].type == "call_invite":
            verdict.violate(call["_id"], f"the last that {member} heard was the invite at {clock(last[member].at)}")


def is_taken_back(deliveries, invite):
    """Whether an invite that met its cancel on another instance is followed by the cancel once more, at once."""
    inbox = invite.topic.replace("/incoming_call", "/call_status")
    return any(
        other.type == "call_cancel" and other.topic == inbox and 0 <= other.at - invite.at <= settings.TAKE_BACK for other in deliveries)


def late_invites(deliveries, cancel):
    """When invites came after their cancel, or so shortly before that their sender could not tell: it is then sent again."""
    inbox = cancel.topic.replace("/call_status", "/incoming_call")
    return [other.at for other in deliveries if other.type == "call_invite" and other.topic == inbox and other.at > cancel.at - 1.0]


def check_duplicates(history):
    """7: the same once more only where it is meant, or where something was broken; never something else under the same name."""
    duplicates = Verdict("duplicates", "a delivery is repeated as intended, or around a fault; nowhere else")
    contradictions = Verdict("contradictions", "one signal_id is one payload")
    payloads = {}
    for call_id, deliveries in history.deliveries_of.items():
        first = collections.defaultdict(list)
        for delivery in deliveries:
            digest = payloads.setdefault(delivery.signal_id, delivery.digest)
            if digest != delivery.digest:
                contradictions.violate(call_id, f"two payloads under {delivery.signal_id}, the later a {delivery.type} at {clock(delivery.at)}")
            first[delivery.topic, delivery.signal_id].append(delivery)
        for same in first.values():
            moments = intended_repeats(history.calls.get(call_id), same[0]) if len(same) > 1 else []
            if moments and same[0].type == "call_cancel":
                moments += late_invites(deliveries, same[0])
            for again in same[1:]:
                judge(history, again, same[0], moments, duplicates)
    return [duplicates, contradictions]


def judge(history, again, first, moments, verdict):
    before, after = settings.REPEAT_TOLERANCE
    meant = next((moment for moment in moments if moment - before <= again.at <= moment + after), None)
    if meant is not None:
        moments.remove(meant)
        verdict.note("intended repeats")
    elif history.is_disturbed(first.at, again.at):
        verdict.note("duplicates around faults")
    else:
        verdict.violate(again.call, f"{again.type} seq {again.seq} on {shortened(again.topic)} at {clock(first.at)} and again at {clock(again.at)}")


def intended_repeats(call, delivery):
    """When a signal is meant to come once more."""
    part = part_of(call, delivery.topic) if call and "/member/" in delivery.topic else None
    if part and delivery.type == "call_invite" and part.get("invite_seq") == delivery.seq:
        moments = [part["invited_at"] + offset for offset in settings.INVITE_REPEATS]
        if part.get("alerted_at"):
            moments = [moment for moment in moments if moment <= part["alerted_at"] + 0.5]
            moments.append(part["alerted_at"] + settings.REPEAT_AFTER_ACKNOWLEDGEMENT)
        return moments
    if part and delivery.type == "call_cancel" and (part.get("dismissal") or {}).get("seq") == delivery.seq:
        return [part["dismissal"]["at"] + offset for offset in settings.CANCEL_REPEATS]
    return []
