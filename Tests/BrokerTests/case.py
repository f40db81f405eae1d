"""What the test cases share: a broker a class, and phones that leave at the end."""

import json
import unittest

import paho.mqtt.client as paho

from broker import Broker
from phone import account, member

CALL = "7f9c24e8-3b12-4fef-91e0-1d2c3b4a5f60"
PROTOCOLS = [paho.MQTTv311, paho.MQTTv5]
TRANSPORTS = ["websockets", "tcp"]
WAYS = [(protocol, transport) for protocol in PROTOCOLS for transport in TRANSPORTS]


def ringing(callee="anna", call=CALL, **changes):
    """The app's acknowledgement of an invite."""
    payload = {"type": "call_ringing", "call_id": call, "timestamp": "2026-01-31T09:30:00.610Z", "callee_id": callee, "callee_name": ""}
    return json.dumps(payload | changes)


def refusal(protocol):
    """The reason code of a refused subscription."""
    return 0x87 if protocol == paho.MQTTv5 else 0x80


class BrokerCase(unittest.TestCase):
    options = {}

    @classmethod
    def setUpClass(cls):
        cls.broker = Broker(**cls.options)
        cls.addClassCleanup(cls.stop_broker)

    @classmethod
    def stop_broker(cls):
        running, log = cls.broker.process.poll() is None, cls.broker.log
        status = cls.broker.stop()
        assert running and status == 0, f"the broker died, status {status}: {log[-2000:]}"

    def member(self, *arguments, **options):
        phone = member(self.broker, *arguments, **options)
        self.addCleanup(phone.leave)
        return phone

    def account(self, *arguments, **options):
        phone = account(self.broker, *arguments, **options)
        self.addCleanup(phone.leave)
        return phone

    def marker(self):
        """A payload that is like no other of this test."""
        BrokerCase.count = getattr(BrokerCase, "count", 0) + 1
        return f"marker-{BrokerCase.count}"
