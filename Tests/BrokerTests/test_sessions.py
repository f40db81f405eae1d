"""Tokens that expire, client ids that are stolen, secrets that change, and bytes that mean nothing."""

import random
import socket
import time
import uuid

import paho.mqtt.client as paho

from case import PROTOCOLS, WAYS, BrokerCase, refusal
from packets import connect_packet
from phone import PATIENCE, Phone
from tokens import SECRET, token

INBOX = "faithflow/grace/member/anna/call_status"


class Expiry(BrokerCase):
    def test_a_token_that_expires_ends_the_connection_and_tells_of_it_by_the_will(self):
        for protocol, transport in WAYS:
            with self.subTest(protocol=protocol, transport=transport):
                offline = self.marker()
                will = {"topic": "faithflow/grace/presence/anna", "payload": offline, "qos": 1, "retain": False}
                observer, service = self.account("observer"), self.account("faithflow-system")
                observer.subscribe("faithflow/grace/presence/+")
                expiry = time.time() + 2.5
                anna = self.member("anna", protocol=protocol, transport=transport, will=will, password=token(exp=expiry))
                self.assertTrue(anna.is_in)
                anna.subscribe(INBOX)
                mark = self.marker()
                service.publish(INBOX, mark)
                anna.wait_for(mark)
                self.assertTrue(anna.gone.wait(PATIENCE))
                self.assertGreaterEqual(time.time(), expiry - 0.1)
                self.assertLess(time.time(), expiry + 3)
                observer.wait_for(offline)
                late = Phone(self.broker, "anna", token(exp=expiry), protocol=protocol, transport=transport)
                self.addCleanup(late.leave)
                self.assertFalse(late.is_in)
        self.broker.await_log("faithflow: Disconnected, the token has expired")

    def test_nothing_is_delivered_after_the_expiry_though_the_connection_still_stands(self):
        service = self.account("faithflow-system")
        expiry, sent = time.time() + 2.3, []
        anna = self.member("anna", password=token(exp=expiry))
        anna.subscribe(INBOX)
        while not anna.gone.wait(0.02):
            sent.append((time.time(), self.marker()))
            service.publish(INBOX, sent[-1][1])
        late = {text for at, text in sent if at > expiry + 0.05}
        came = set()
        while not anna.received.empty():
            came.add(anna.received.get().payload.decode())
        self.assertTrue(came)
        self.assertFalse(came & late)


class ClientIDs(BrokerCase):
    def test_nobody_takes_anothers_connection(self):
        for protocol in PROTOCOLS:
            for client_id in ("ff-call-anna-1738315800000", "her-own-choice"):
                with self.subTest(client_id=client_id, protocol=protocol):
                    anna = self.member("anna", client_id=client_id, protocol=protocol)
                    anna.subscribe(INBOX)
                    for name, church in (("ben", "grace"), ("ben", "hope"), ("anna", "hope")):
                        thief = self.member(name, church, client_id=client_id, protocol=protocol)
                        self.assertFalse(thief.is_in, f"{name} of {church}")
                    mark = self.marker()
                    self.account("faithflow-system").publish(INBOX, mark)
                    anna.wait_for(mark)
                    again = self.member("anna", client_id=client_id, protocol=protocol)
                    self.assertTrue(again.is_in)
                    self.assertTrue(anna.gone.wait(PATIENCE))
                    again.leave()
        self.broker.await_log("faithflow: Refused connect: client_id")

    def test_nobody_takes_the_services_connection(self):
        service = self.account("faithflow-system", client_id="any-name-of-the-service")
        service.subscribe("faithflow/+/presence/+")
        for client_id in ("any-name-of-the-service", "faithflow-calls-1"):
            self.assertFalse(self.member("anna", client_id=client_id).is_in)
        mark = self.marker()
        self.member("anna").publish("faithflow/grace/presence/anna", mark)
        service.wait_for(mark)

    def test_a_session_that_is_left_behind_waits_for_its_owner_alone(self):
        for protocol in PROTOCOLS:
            with self.subTest(protocol=protocol):
                options = {"client_id": f"left-behind-{protocol}", "protocol": protocol}
                anna = self.member("anna", clean=False, **options)
                anna.subscribe(INBOX)
                anna.leave()
                mark = self.marker()
                self.account("faithflow-system").publish(INBOX, mark)
                for name, church in (("ben", "grace"), ("ben", "hope"), ("anna", "hope")):
                    for clean in (True, False):
                        self.assertFalse(self.member(name, church, clean=clean, **options).is_in, f"{name} of {church}, clean {clean}")
                self.member("anna", clean=False, **options).wait_for(mark)

    def test_what_ends_with_its_connection_keeps_no_client_id(self):
        anna = self.member("anna", client_id="passing")
        anna.leave()
        self.account("faithflow-system").publish("faithflow/grace/member/anna/x", "")  # by now the broker knows that she has gone
        self.assertTrue(self.member("ben", client_id="passing").is_in)

    def test_the_broker_names_those_who_give_no_id(self):
        for protocol in PROTOCOLS:
            phone = self.member("anna", client_id="", protocol=protocol)
            self.assertTrue(phone.is_in)
            self.assertEqual(phone.subscribe(INBOX), 2)


class Subscriptions(BrokerCase):
    def test_one_connection_has_so_many_calls_topics(self):
        for protocol in PROTOCOLS:
            with self.subTest(protocol=protocol):
                anna = self.member("anna", protocol=protocol, client_id=f"many-{protocol}", clean=False)
                topics = [f"faithflow/grace/call/{uuid.uuid4()}/signal" for _ in range(514)]
                self.assertEqual({anna.subscribe(topic) for topic in topics[:512]}, {2})
                self.assertEqual(anna.subscribe(topics[512]), refusal(protocol))
                self.assertEqual(anna.subscribe(INBOX), 2)
                anna.unsubscribe(topics[0])
                self.assertEqual(anna.subscribe(topics[512]), 2)
                anna.leave()
                again = self.member("anna", protocol=protocol, client_id=f"many-{protocol}", clean=False)
                self.assertEqual(again.subscribe(topics[513]), refusal(protocol))
                self.assertEqual(self.member("anna", protocol=protocol).subscribe(topics[513]), 2)
        self.broker.await_log("faithflow: Refused subscribe: too_many")


class Secrets(BrokerCase):
    def test_secrets_change_while_the_broker_runs(self):
        following = "the-following-secret-the-following-secret"
        anna = self.member("anna")
        self.broker.write("secrets", f"{SECRET}\n{following}\n")
        self.broker.reload()
        self.assertTrue(anna.is_in)
        self.assertEqual(anna.subscribe(INBOX), 2)
        self.assertTrue(self.member("anna", password=token(secret=following)).is_in)
        self.assertTrue(self.member("anna", password=token()).is_in)
        self.broker.write("secrets", "bad\n")
        self.broker.reload()
        self.broker.await_log("The secrets stay as they were")
        self.assertTrue(self.member("anna", password=token(secret=following)).is_in)
        self.assertTrue(self.account("observer").is_in)
        for secret in (SECRET, following):
            self.assertNotIn(secret, self.broker.log)

    def test_whoever_could_not_log_in_any_more_is_disconnected(self):
        following = "another-secret-another-secret-another"
        self.broker.write("secrets", f"{SECRET}\n{following}\n")
        self.broker.reload()
        anna, ben, observer = self.member("anna"), self.member("ben", password=token("ben", secret=following)), self.account("observer")
        ben.subscribe("faithflow/grace/member/ben/call_status")
        self.broker.write("secrets", f"{following}\n")
        self.broker.reload()
        self.assertTrue(anna.gone.wait(PATIENCE))
        mark = self.marker()
        self.account("faithflow-system").publish("faithflow/grace/member/ben/call_status", mark)
        ben.wait_for(mark)
        self.assertTrue(observer.is_in)


class Garbage(BrokerCase):
    def test_the_broker_survives_bytes_that_mean_nothing(self):
        generator = random.Random(17)
        good = connect_packet(b"ff-call-anna-1", b"anna", token().encode())
        for index in range(1_000):
            packet = bytearray(good if index % 2 else connect_packet(*(self.any_bytes(generator) for _ in range(3))))
            for _ in range(generator.randrange(4)):
                packet[generator.randrange(len(packet))] = generator.randrange(256)
            with socket.create_connection(("127.0.0.1", self.broker.port), PATIENCE) as connection:
                connection.sendall(packet + self.any_bytes(generator))
        self.assertIsNone(self.broker.process.poll())
        self.assertTrue(self.member("anna").is_in)

    @staticmethod
    def any_bytes(generator):
        return generator.randbytes(generator.randrange(60))

    def test_topics_and_names_of_any_characters(self):
        anna = self.member("anna", protocol=paho.MQTTv5)
        for topic in ("\u00e9" * 100, "a" * 60_000, "/" * 190, "faithflow/grace/presence/\U0001f600", "%s%n%x", "faithflow/%n/presence/+"):
            self.assertEqual(anna.subscribe(topic), 0x87)
            if "+" not in topic:
                self.assertEqual(anna.publish(topic, "%s%n"), 0x87)
        self.assertIsNone(self.broker.process.poll())
