"""What a member may not say, and that nobody hears it."""

import paho.mqtt.client as paho

from case import CALL, WAYS, BrokerCase, ringing

SIGNAL = f"faithflow/grace/call/{CALL}/signal"
OTHER_CALL = "11111111-2222-4333-8444-555555555555"


def forged(kind, **more):
    return ringing("anna", **({"type": kind} | more))


FORGERIES = [
    (SIGNAL, forged("call_end", ended_by="anna", reason="normal", duration_seconds=1)), (SIGNAL, forged("call_accept")),
    (SIGNAL, forged("call_reject")), (SIGNAL, forged("call_cancel")), (SIGNAL, ringing("ben")), (SIGNAL, ringing("anna", OTHER_CALL)),
    (SIGNAL, ringing("anna", signal_id=f"{CALL}-2", seq=2)), (SIGNAL, ringing("anna")[:-1] + ',"type":"call_end"}'), (SIGNAL, "[" + ringing("anna") + "]"),
    (SIGNAL, ""), (SIGNAL, ringing("anna") + " " * 4096), (SIGNAL, b"\xff\xfe"), (f"faithflow/grace/call/{CALL}/participants", ringing("anna")),
    (f"faithflow/hope/call/{CALL}/signal", ringing("anna")), (f"faithflow/grace/call/{CALL.upper()}/signal", ringing("anna")),
    ("faithflow/grace/member/ben/incoming_call", forged("call_invite")), ("faithflow/grace/member/anna/incoming_call", forged("call_invite")),
    ("faithflow/grace/member/ben/call_status", forged("call_cancel")), ("faithflow/grace/presence/ben", '{"online":false}'),
    ("faithflow/hope/presence/anna", '{"online":true}'), ("faithflow/grace/presence/anna", "x" * 4097), ("faithflow/grace/presence/anna/more", "{}"),
    ("$SYS/broker/uptime", "0"), ("$share/g/" + SIGNAL, ringing("anna")), ("other", "{}"), ("faithflow/grace/member/ben/webrtc", "{}"),
    ("faithflow/grace/member/anna/webrtc", "{}"),
]


class Publishing(BrokerCase):
    def test_forgeries_are_refused_and_nobody_hears_them(self):
        for protocol, transport in WAYS:
            with self.subTest(protocol=protocol, transport=transport):
                observer, ben = self.account("observer"), self.member("ben")
                observer.subscribe("#")
                ben.subscribe(SIGNAL)
                anna = self.member("anna", protocol=protocol, transport=transport)
                for topic, payload in FORGERIES:
                    code = anna.publish(topic, payload)
                    self.assertEqual(code, 0x87 if protocol == paho.MQTTv5 else 0, topic)
                    anna.publish(topic, payload, 0)
                hers = ringing("anna", callee_name=self.marker())
                self.assertEqual(anna.publish(SIGNAL, hers), 0)
                self.assertEqual(ben.wait_for(hers), [(SIGNAL, hers)])
                self.assertEqual(observer.wait_for(hers), [(SIGNAL, hers)])
                observer.leave()
                ben.leave()

    def test_nothing_is_retained_but_ones_own_presence(self):
        anna = self.member("anna", protocol=paho.MQTTv5)
        for topic, payload in FORGERIES + [(SIGNAL, ringing("anna"))]:
            self.assertEqual(anna.publish(topic, payload, 1, True), 0x87, topic)
        self.assertLess(anna.publish("faithflow/grace/presence/anna", "retained", 1, True), 0x80)
        observer = self.account("observer")
        observer.subscribe("#")
        self.assertEqual([text for topic, text in observer.wait_for("retained") if topic.startswith("faithflow")], ["retained"])


class Wills(BrokerCase):
    def test_a_will_on_a_foreign_topic_is_never_published(self):
        observer = self.account("observer")
        observer.subscribe("faithflow/#")
        for (protocol, transport), (topic, payload) in ((way, forgery) for way in WAYS for forgery in FORGERIES):
            if "$" in topic:
                continue  # a broker drops these before it asks anybody
            for retain in (False, True):
                with self.subTest(topic=topic, protocol=protocol, transport=transport, retain=retain):
                    will = {"topic": topic, "payload": payload, "qos": 1, "retain": retain}
                    phone = self.member("anna", protocol=protocol, transport=transport, will=will)
                    phone.drop()
        mark = self.marker()
        last = self.member("anna", will={"topic": "faithflow/grace/presence/anna", "payload": mark, "qos": 1, "retain": False})
        last.drop()
        self.assertEqual([text for _, text in observer.wait_for(mark)], [mark])

    def test_the_will_of_somebody_who_is_not_let_in_is_not_published(self):
        observer = self.account("observer")
        observer.subscribe("faithflow/#")
        for password in ("no token", "password-of-the-observer"):
            phone = self.member("ben", password=password, will={"topic": "faithflow/grace/presence/ben", "payload": "of a stranger"})
            self.assertFalse(phone.is_in)
        mark = self.marker()
        self.member("anna").publish("faithflow/grace/presence/anna", mark)
        self.assertEqual([text for _, text in observer.wait_for(mark)], [mark])
