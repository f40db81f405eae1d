"""What the app does, by the contract: all of it is allowed."""

import json

from case import CALL, WAYS, BrokerCase, ringing
from phone import member
from tokens import token


class AppFlow(BrokerCase):
    def test_a_call_from_the_invite_to_its_end(self):
        for protocol, transport in WAYS:
            with self.subTest(protocol=protocol, transport=transport):
                self.play_call(protocol, transport)

    def play_call(self, protocol, transport):
        ways = {"protocol": protocol, "transport": transport}
        service = self.account("faithflow-system")
        self.assertEqual(service.subscribe("$share/faithflow-calls/faithflow/+/call/+/signal", 1), 1)
        ben = self.member("ben", **ways)
        for topic in ("incoming_call", "call_status", "webrtc"):
            self.assertEqual(ben.subscribe(f"faithflow/grace/member/ben/{topic}"), 2)
        self.assertEqual(ben.publish("faithflow/grace/presence/ben", '{"online":true}', 2, True), 0)
        anna = self.member("anna", **ways)
        self.assertEqual(anna.subscribe("faithflow/grace/presence/+"), 2)
        anna.wait_for('{"online":true}')
        invite = json.dumps({"type": "call_invite", "call_id": CALL})
        service.publish("faithflow/grace/member/ben/incoming_call", invite)
        self.assertEqual(ben.wait_for(invite)[-1][0], "faithflow/grace/member/ben/incoming_call")
        self.assertEqual(ben.subscribe(f"faithflow/grace/call/{CALL}/signal"), 2)
        self.assertEqual(ben.subscribe(f"faithflow/grace/call/{CALL}/participants", 1), 1)
        self.assertEqual(ben.publish(f"faithflow/grace/call/{CALL}/signal", ringing("ben"), 2), 0)
        service.wait_for(ringing("ben"))
        self.assertEqual(anna.subscribe(f"faithflow/grace/call/{CALL}/signal"), 2)
        end = json.dumps({"type": "call_end", "call_id": CALL})
        service.publish(f"faithflow/grace/call/{CALL}/signal", end, 2)
        anna.wait_for(end)
        ben.wait_for(end)
        ben.unsubscribe(f"faithflow/grace/call/{CALL}/signal")
        service.leave()

    def test_a_phone_that_is_cut_off_goes_offline_by_its_last_will(self):
        for protocol, transport in WAYS:
            with self.subTest(protocol=protocol, transport=transport):
                topic, offline = "faithflow/grace/presence/ben", self.marker()
                will = {"topic": topic, "payload": offline, "qos": 1, "retain": True}
                ben = self.member("ben", protocol=protocol, transport=transport, will=will)
                ben.publish(topic, "online", 1, True)
                anna = self.member("anna")
                anna.subscribe("faithflow/grace/presence/+")
                ben.drop()
                anna.wait_for(offline)
                later = self.member("chloe")
                later.subscribe(topic)
                later.wait_for(offline)

    def test_staff_and_administrators_are_members_of_the_church_of_their_session(self):
        for role, claims in (("staff", {}), ("admin", {}), ("super_admin", {"session_church_id": "grace"})):
            with self.subTest(role=role):
                given = {"role": role, "type": role, "church_id": "grace", "session_church_id": None, "member_id": "emma", "sub": "user-1"} | claims
                phone = self.member("emma", **{"password": token(**given)})
                self.assertTrue(phone.is_in)
                self.assertEqual(phone.subscribe("faithflow/grace/member/emma/incoming_call"), 2)
                self.assertGreater(phone.subscribe("faithflow/grace/member/anna/incoming_call"), 2)

    def test_she_has_several_phones(self):
        phones = [member(self.broker) for _ in range(3)]
        for phone in phones:
            self.addCleanup(phone.leave)
            self.assertEqual(phone.subscribe("faithflow/grace/member/anna/call_status"), 2)
        text = self.marker()
        self.account("faithflow-system").publish("faithflow/grace/member/anna/call_status", text)
        for phone in phones:
            phone.wait_for(text)
