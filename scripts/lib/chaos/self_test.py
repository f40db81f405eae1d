"""Shows that the checks can fail: each is given made-up histories in which one thing is wrong, and a right one in which it must find nothing.

usage: scripts/chaos --self-test
"""

import sys
import unittest

from . import checks, evidence, plan, self_test_history as made_up, self_test_outside, settings, story
from .history import MEDIA_SERVER, OUTSIDE, PUSH_VENDOR, Fault, Request


def wrong():
    yield from made_up.wrong()
    yield from self_test_outside.wrong()


class CheckTests(unittest.TestCase):
    def violations(self, history):
        """The names of the checks that found something."""
        return {verdict.name for verdict in checks.judge(history) if verdict.violations}

    def expect(self, history, *names):
        self.assertEqual(self.violations(history) & set(names), set(names))

    def test_right_histories_pass(self):
        for name in ("answered", "cancelled", "missed", "rejected", "group", "glare", "busy", "failed", "vanished", "woken"):
            with self.subTest(name):
                self.assertEqual(self.violations(getattr(made_up, name)()), set())

    def test_who_answered_by_calling_cannot_cancel(self):
        history = made_up.asked(made_up.glare(), made_up.request("b", "cancel", 1.2, Request.REFUSED, status=403, code="not_caller"))
        self.assertEqual(self.violations(history), set())

    def test_every_check_is_broken_here(self):
        names = {verdict.name for verdict in checks.judge(made_up.answered())}
        found = set()
        for _, history in wrong():
            found |= self.violations(history)
        self.assertEqual(names - found, set())

    def test_each_wrong_is_found(self):
        for name, history in wrong():
            with self.subTest(name):
                self.expect(history, name.split(":")[0])

    def test_a_lost_invite_is_excused_only_in_trouble(self):
        history = made_up.cancelled()
        history.deliveries = [delivery for delivery in history.deliveries if delivery.type != "call_invite"]
        self.expect(history, "lost signals", "gaps in seq")
        history.faults = [Fault("kill", "broker", made_up.START - 3, made_up.START)]
        self.assertEqual(self.violations(history), set())

    def test_a_duplicate_is_excused_only_around_faults(self):
        history = made_up.answered()
        made_up.deliver_again(history, "call_end", after=0.5)
        self.expect(history, "duplicates")
        history.faults = [Fault("cut", "service-0/broker", made_up.START + 3, made_up.START + 3)]
        self.assertEqual(self.violations(history), set())
        history.faults = [Fault("cut", "service-0/broker", made_up.START - 60, made_up.START - 50)]
        self.expect(history, "duplicates")

    def test_intended_repeats_are_no_duplicates(self):
        history = made_up.missed()
        made_up.deliver_again(history, "call_invite", after=settings.INVITE_REPEATS[0])
        for offset in settings.CANCEL_REPEATS:
            made_up.deliver_again(history, "call_cancel", after=offset)
        self.assertEqual(self.violations(history), set())
        made_up.deliver_again(history, "call_invite", after=settings.INVITE_REPEATS[0] + 0.1)
        self.expect(history, "duplicates")

    def test_a_late_deadline_is_excused_only_in_trouble(self):
        history = made_up.missed(late=5)
        self.expect(history, "deadlines")
        history.faults = [Fault("kill", "service-0", made_up.START + 2, made_up.START + 6)]
        self.assertEqual(self.violations(history), set())

    def test_those_outside_excuse_nothing_that_a_phone_can_notice(self):
        for party in OUTSIDE:
            history = made_up.missed(late=5)
            history.faults = [Fault("hang", party, made_up.START - 2, made_up.START + 6)]
            self.expect(history, "deadlines")

    def test_a_room_may_be_missing_where_the_call_was_over_before_the_trouble(self):
        history = made_up.incident(made_up.missed(), room_events=[])
        for target in (MEDIA_SERVER, "database", "service-0"):
            history.faults = [Fault("kill", target, made_up.START - 2, made_up.START + 1)]
            self.assertEqual(self.violations(history), set())
        for target in (PUSH_VENDOR, "broker", "service-0/broker"):
            history.faults = [Fault("kill", target, made_up.START - 2, made_up.START + 1)]
            self.expect(history, "lost rooms")

    def test_a_phone_need_not_be_woken_in_trouble_but_is_told_in_the_end(self):
        history = made_up.missed()
        history.faults = [Fault("gone", PUSH_VENDOR, made_up.START + 1, made_up.START + 3)]
        history.pushes = [push for push in history.pushes if push.type != "call_invite"]
        self.assertEqual(self.violations(history), set())
        history.pushes = []
        self.expect(history, "lost pushes")

    def test_those_outside_may_wait_where_phones_do(self):
        history = made_up.incident(made_up.missed(), room_events=[])
        history.pushes = [push for push in history.pushes if push.type != "call_invite"]
        self.expect(history, "lost rooms", "lost pushes")
        history.requests[0].began -= settings.SLOW
        history.requests[0].ended += 3
        self.assertEqual(self.violations(history), set())

    def test_a_vendor_is_no_excuse_for_a_late_push(self):
        history = self_test_outside.woken_too_late()
        history.faults = [Fault("hang", PUSH_VENDOR, made_up.START, made_up.START + 5)]
        self.expect(history, "late pushes")
        history.faults = [Fault("pause", "service-1", made_up.START + 2, made_up.START + 5)]
        self.assertEqual(self.violations(history), set())

    def test_an_unresolved_request_may_have_either_outcome(self):
        for outcome, action in ((Request.UNRESOLVED, "end"), (Request.REFUSED, "end")):
            history = made_up.answered()
            request = next(request for request in history.requests if request.action == action)
            request.outcome, request.is_uncertain, request.code, request.status = outcome, True, "call_over", 409
            self.assertEqual(self.violations(history), set())


class PlanTests(unittest.TestCase):
    def test_the_seed_decides(self):
        self.assertEqual(plan.plan(7, 180, 8), plan.plan(7, 180, 8))
        self.assertNotEqual(plan.plan(7, 180, 8), plan.plan(8, 180, 8))
        first, again = story.stories(7), story.stories(7)
        self.assertEqual([next(first) for _ in range(200)], [next(again) for _ in range(200)])

    def test_a_long_run_has_every_fault(self):
        faults = plan.plan(1, 600, 8)
        self.assertEqual({(fault.kind, fault.target) for fault in faults}, {(kind, target) for kind in plan.KINDS for target in plan.KINDS[kind]})
        self.assertGreaterEqual(len(faults), 60)
        self.assertTrue(all(0 < fault.at < 580 for fault in faults))

    def test_every_kind_of_story_is_told(self):
        told = story.stories(3)
        self.assertEqual({next(told).kind for _ in range(1_000)}, set(story.KINDS))


class EvidenceTests(unittest.TestCase):
    def test_messages_of_phones_are_no_signals(self):
        line = '1.5 0 faithflow/c/call/x/signal {"type":"call_ringing","call_id":"x","timestamp":"t","callee_id":"b","callee_name":""}'
        self.assertIsNone(evidence.delivery(line))

    def test_tokens_and_strangers_are_seen(self):
        line = '1.5 1 faithflow/c/call/x/signal {"type":"call_end","call_id":"x","signal_id":"x-1","seq":1,"ended_by":"a","token":"eyJhbGc"}'
        found = evidence.delivery(line)
        self.assertTrue(found.has_token and found.is_retained)
        self.assertEqual(found.who, "a")
        history = made_up.answered()
        evidence.read_recording(["1.5 0 some/topic hello"], history)
        self.assertEqual(len(history.foreign), 1)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[1:]])
