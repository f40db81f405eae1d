"""Back ends, which listen with API keys."""

import hashlib
import json
import os
import secrets

from broker import Broker
from case import WAYS, BrokerCase, refusal, ringing
from phone import Phone


class Key:
    """A key and what the file that `faithflow-calls keys export` writes has of it."""

    def __init__(self, *churches, actions=("signals:read",), **changes):
        self.id, secret = secrets.token_hex(8), secrets.token_hex(32)
        self.text = f"ffk_{self.id}_{secret}"
        self.entry = {
            "id": self.id, "name": "office", "secret_sha256": hashlib.sha256(secret.encode()).hexdigest(), "churches": list(churches),
            "actions": list(actions), "created_at": "2026-01-31T09:30:00Z"} | changes


class KeyedBroker(Broker):
    """A broker that knows `keys`."""

    def __init__(self, keys):
        self.keys = keys
        super().__init__()

    def configuration(self, plugin, anonymous):
        self.export(self.keys)
        option = f"plugin_opt_api_key_file {self.path('keys')}\nplugin_opt_accounts"
        return super().configuration(plugin, anonymous).replace("plugin_opt_accounts", option)

    def export(self, keys):
        self.write("keys.new", json.dumps({"version": 1, "keys": [key.entry for key in keys]}))
        os.rename(self.path("keys.new"), self.path("keys"))


class Listeners(BrokerCase):
    office, everywhere = Key("grace", "hill"), Key("*")
    caller, past, lost = Key("grace", actions=["calls:create"]), Key("grace", expires_at="2026-01-31T09:30:01Z"), Key("grace")

    @classmethod
    def setUpClass(cls):
        cls.broker = KeyedBroker([cls.office, cls.everywhere, cls.caller, cls.past, cls.lost])
        cls.addClassCleanup(cls.stop_broker)

    def listener(self, key, client_id=None, user="service", **options):
        client = Phone(self.broker, user, key.text, client_id=client_id or f"office-{secrets.token_hex(4)}", **options)
        self.addCleanup(client.leave)
        return client

    def test_hears_its_churches_and_nothing_else(self):
        service = self.account("faithflow-system")
        for protocol, transport in WAYS:
            with self.subTest(protocol=protocol, transport=transport):
                office = self.listener(self.office, protocol=protocol, transport=transport)
                self.assertEqual(office.subscribe("faithflow/grace/#"), 2)
                for topic in ("faithflow/hope/#", "faithflow/+/#", "#", "$SYS/#", "$share/g/faithflow/grace/#", "faithflow/hope/presence/zoe"):
                    self.assertEqual(office.subscribe(topic), refusal(protocol), topic)
                marker = self.marker()
                for church in ("hope", "grace"):
                    service.publish(f"faithflow/{church}/member/anna/incoming_call", marker)
                self.assertEqual([topic for topic, _ in office.wait_for(marker)], ["faithflow/grace/member/anna/incoming_call"])

    def test_a_key_for_all_churches_hears_them_all(self):
        everywhere, marker = self.listener(self.everywhere), self.marker()
        self.assertEqual(everywhere.subscribe("faithflow/+/#"), 2)
        self.account("faithflow-system").publish("faithflow/hope/member/zoe/call_status", marker)
        everywhere.wait_for(marker)

    def test_says_nothing(self):
        witness, office, marker = self.account("observer"), self.listener(self.office), self.marker()
        self.assertEqual(witness.subscribe("faithflow/#"), 2)
        call = json.loads(ringing())["call_id"]
        for topic, payload in ((f"faithflow/grace/call/{call}/signal", ringing()), ("faithflow/grace/presence/anna", "{}"), ("faithflow/grace/x", "{}")):
            office.publish(topic, payload)
            office.publish(topic, payload, retain=True)
        self.account("faithflow-system").publish("faithflow/grace/member/anna/call_status", marker)
        self.assertEqual(len(witness.wait_for(marker)), 1)

    def test_bad_keys_are_not_let_in(self):
        forged = Key("grace")
        forged.text = f"ffk_{self.office.id}_{secrets.token_hex(32)}"
        for name, key in {"unknown": Key("grace"), "forged": forged, "of another action": self.caller, "expired": self.past}.items():
            with self.subTest(name):
                self.assertFalse(self.listener(key).is_in)
        self.assertFalse(self.listener(self.office, client_id="ff-call-anna-17").is_in)
        self.assertFalse(self.listener(self.office, user="observer", transport="tcp").is_in, "an account's name")
        self.assertNotIn("ffk_", self.broker.log)

    def test_a_key_that_is_taken_out_of_the_file_is_disconnected(self):
        lost, office = self.listener(self.lost), self.listener(self.office)
        self.assertTrue(lost.is_in)
        self.broker.export([self.office, self.everywhere, self.caller, self.past])
        self.assertTrue(lost.gone.wait(10), "still connected")
        self.broker.await_log("faithflow: Disconnected, the token is good no more")
        self.assertTrue(office.is_in)
        self.assertFalse(self.listener(self.lost).is_in)
