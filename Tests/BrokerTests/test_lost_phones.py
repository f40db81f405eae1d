"""Phones that are cut off during a call, and what becomes of the call."""

import json
import time

from case import BrokerCase
from service import Service, wait_until
from test_presence import RoomyBroker, said


class LostPhones(BrokerCase):
    def setUp(self):
        # A broker of its own for each test, as one of them is killed.
        self.broker = RoomyBroker()
        self.addCleanup(self.broker.stop)
        self.service = Service(self.broker, RECONNECT_TIMEOUT_SECONDS=2, PRESENCE_PUBLISH_CALLS=True, PRESENCE_ENDS_CALLS=True)
        self.addCleanup(self.service.stop)

    def phone(self, name, **options):
        topic = f"faithflow/grace/presence/{name}"
        phone = self.member(name, will={"topic": topic, "payload": said(False), "qos": 1, "retain": True}, **options)
        self.assertEqual(phone.publish(topic, said(True), 1, True), 0)
        return phone

    def talk(self):
        """The id of a call of Anna, Ben and Chloe in which all are in; Chloe's app says nothing of her presence."""
        self.phones = {name: self.phone(name) for name in ("anna", "ben")}
        wait_until(lambda: len(self.service.presence()) == 2)
        call = self.service.do("POST", "/api/calls", body={"callee_ids": ["ben", "chloe"], "call_type": "voice"})["call_id"]
        for name in ("ben", "chloe"):
            self.service.do("POST", f"/api/calls/{call}/accept", member=name)
        for name in ("anna", "ben", "chloe"):
            self.service.do("POST", f"/api/calls/{call}/connected", member=name)
        self.witness = self.member("chloe")
        self.assertEqual(self.witness.subscribe(f"faithflow/grace/call/{call}/participants", 1), 1)
        return call

    def heard(self, kind, who):
        """Waits for this signal about him."""
        limit = time.monotonic() + 10
        while time.monotonic() < limit:
            for message in self.witness.take():
                signal = json.loads(message)
                if signal["type"] == kind and signal["participant_id"] == who:
                    return signal
        raise AssertionError(f"no {kind} of {who}: {self.service.log}")

    def states(self, call):
        return {one["member_id"]: one["state"] for one in self.service.do("GET", f"/api/calls/{call}")["participants"]}

    def test_he_is_waited_for_and_comes_back(self):
        call = self.talk()
        self.phones["ben"].drop()
        self.heard("participant_reconnecting", "ben")
        self.phone("ben")
        self.heard("participant_reconnected", "ben")
        self.assertEqual(self.states(call), {"anna": "joined", "ben": "joined", "chloe": "joined"})

    def test_he_who_does_not_come_back_has_left(self):
        call = self.talk()
        self.phones["ben"].drop()
        self.heard("participant_reconnecting", "ben")
        self.heard("participant_left", "ben")
        self.assertEqual(self.states(call), {"anna": "joined", "ben": "left", "chloe": "joined"})

    def test_a_broker_that_dies_makes_nobody_lost(self):
        call = self.talk()
        self.broker.restart()
        wait_until(self.service.is_ready)
        self.phone("anna")
        wait_until(lambda: self.service.presence()["anna"] == (True, True))
        told = [event["type"] for event in self.service.do("GET", f"/api/calls/{call}/events")["events"]]
        self.assertNotIn("reconnecting", told)
        self.assertEqual(self.states(call), {"anna": "joined", "ben": "joined", "chloe": "joined"})

    def test_who_is_in_a_call_is_retained_for_his_church(self):
        early, stranger = self.member("dan"), self.member("dan", "hope")
        topics = {name: f"faithflow/grace/presence/{name}/call" for name in ("anna", "ben", "chloe")}
        self.assertEqual(early.subscribe("faithflow/grace/presence/+/call", 1), 1)
        self.assertGreater(stranger.subscribe(topics["anna"], 1), 2)
        call = self.talk()
        wait_until(lambda: early.latest(topics) == {"anna": True, "ben": True, "chloe": True}, lambda: self.service.log)
        late = self.member("eve")
        late.subscribe("faithflow/grace/presence/+/call", 1)
        wait_until(lambda: late.latest(topics) == {"anna": True, "ben": True, "chloe": True})
        self.assertNotIn(call, "".join(late.payloads(topics)))
        self.service.do("POST", f"/api/calls/{call}/leave", member="chloe")
        wait_until(lambda: early.latest(topics) == {"anna": True, "ben": True, "chloe": False})
        self.broker.restart()  # which forgets what it had retained
        wait_until(self.service.is_ready)
        again = self.member("eve")
        again.subscribe("faithflow/grace/presence/+/call", 1)
        wait_until(lambda: again.latest(topics) == {"anna": True, "ben": True, "chloe": False})
        self.service.do("POST", f"/api/calls/{call}/end", body={"reason": "normal"})
        wait_until(lambda: again.latest(topics) == {"anna": False, "ben": False, "chloe": False})
