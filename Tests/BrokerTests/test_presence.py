"""Presence as phones publish it and the broker keeps it, and what the service makes of it."""

import json
import time

import paho.mqtt.client as paho

from broker import Broker
from case import WAYS, BrokerCase
from service import Service, wait_until

MANY = 5_000


class RoomyBroker(Broker):
    """One that lets as much wait for a client as the shipped configuration does."""

    def configuration(self, plugin, anonymous):
        return "max_queued_messages 20000\n" + super().configuration(plugin, anonymous)


class Presence(BrokerCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = RoomyBroker()
        cls.addClassCleanup(cls.stop_broker)

    def service(self, **settings):
        service = Service(self.broker, **settings)
        self.addCleanup(service.stop)
        return service

    def phone(self, name, church, **options):
        """A phone that says that its member is online, and leaves its last will for when it is not."""
        topic = f"faithflow/{church}/presence/{name}"
        will = {"topic": topic, "payload": said(False), "qos": 1, "retain": True}
        phone = self.member(name, church, will=will, **options)
        self.assertEqual(phone.publish(topic, said(True), 1, True), 0)
        return phone

    def test_a_phone_comes_goes_and_is_cut_off(self):
        service = self.service()
        for protocol, transport in WAYS:
            with self.subTest(protocol=protocol, transport=transport):
                church = f"church-{protocol}-{transport}"
                anna = self.phone("anna", church, protocol=protocol, transport=transport)
                wait_until(lambda: service.presence(church=church) == {"anna": (True, False)})
                anna.drop()
                wait_until(lambda: service.presence(church=church) == {"anna": (False, False)})
                self.phone("anna", church, protocol=protocol, transport=transport)
                wait_until(lambda: service.presence(church=church) == {"anna": (True, False)})
                self.assertEqual(service.presence(), {}, "another church hears nothing of it")

    def test_a_service_that_starts_knows_what_the_broker_has_kept(self):
        self.phone("ben", "kept")
        gone = self.phone("cleo", "kept")
        gone.publish("faithflow/kept/presence/cleo", said(False), 1, True)
        for _ in range(2):
            service = self.service()
            wait_until(lambda: service.presence(church="kept") == {"ben": (True, False), "cleo": (False, False)})
            service.stop()

    def test_who_is_in_a_call_until_he_leaves_it(self):
        service = self.service()
        for name in ("anna", "ben"):
            self.phone(name, "calls")
        wait_until(lambda: len(service.presence(church="calls")) == 2)
        call = service.do("POST", "/api/calls", church="calls", body={"callee_ids": ["ben"], "call_type": "voice"})["call_id"]
        self.assertEqual(service.presence(church="calls", member="dan"), {"anna": (True, True), "ben": (True, True)})
        service.do("POST", f"/api/calls/{call}/accept", church="calls", member="ben")
        service.do("POST", f"/api/calls/{call}/end", church="calls", member="ben")
        self.assertEqual(service.presence(church="calls", member="dan"), {"anna": (True, False), "ben": (True, False)})

    def test_five_thousand_members_are_one_answer(self):
        bridge, topic = self.account("bridge", protocol=paho.MQTTv5), "faithflow/many/presence/member-"
        sent = [bridge.client.publish(f"{topic}{number:05}", said(number % 2 == 0), 1, True) for number in range(MANY)]
        wait_until(lambda: all(message.is_published() for message in sent))
        began = time.monotonic()
        service = self.service()
        wait_until(lambda: len(service.presence(church="many")) == MANY)
        started, times = time.monotonic() - began, []
        for _ in range(9):
            began = time.monotonic()
            status, _, data = service.fetch("GET", "/api/presence", church="many")
            times.append(1000 * (time.monotonic() - began))
        found = json.loads(data)["presences"]
        self.assertEqual((status, len(found), sum(one["online"] for one in found)), (200, MANY, MANY // 2))
        print(f"\n{MANY} members: {len(data)} bytes, {sorted(times)[4]:.0f} ms (median of 9); known {started:.1f} s after the start of the service")
        self.assertLess(len(data), 150 * MANY)
        for number in range(MANY):
            bridge.client.publish(f"{topic}{number:05}", "", 1, True)


def said(online):
    return json.dumps({"online": online, "last_seen": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())})
