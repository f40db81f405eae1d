"""Clients and the service move from one broker to another, as the configuration file says, while calls go on."""

import json
import signal
import threading
import time
import urllib.parse

from case import BrokerCase
from phone import member
from service import Service, wait_until
from test_presence import RoomyBroker

PAIRS = 6
SECONDS = 8
LINGERING = 1


class Follower:
    """A member's client as the guide has it: it hears that the settings changed, asks for them, and goes where they say; first there, then away from here."""

    def __init__(self, name, brokers, service):
        self.name, self.brokers, self.service = name, brokers, service
        self.phones, self.tag, self.ended = [], None, threading.Event()
        self.heard = set()
        """`(type, call_id)` of all signals, each once though it came by two ways."""
        self.follow()
        self.thread = threading.Thread(target=self.listen)
        self.thread.start()

    def follow(self):
        """Asks for the settings, and goes to the broker that they name first, unless it is there."""
        headers = {"If-None-Match": self.tag} if self.tag else {}
        status, fields, data = self.service.fetch("GET", "/api/signaling/config", member=self.name, headers=headers)
        if status == 304:
            return
        assert status == 200, data
        self.tag = fields["ETag"]
        port = urllib.parse.urlparse(json.loads(data)["broker"]["tcp"][0]).port
        if self.phones and self.phones[-1].port == port:
            return
        phone = member(self.brokers[port], self.name, transport="tcp")
        phone.port = port
        for topic in (f"member/{self.name}/incoming_call", f"member/{self.name}/call_status", "config"):
            assert phone.subscribe(f"faithflow/grace/{topic}", 1) == 1, topic
        self.phones.append(phone)
        self.leaves_at = time.monotonic() + LINGERING

    def leave_former(self):
        """What was published just before the new subscription is still to come by the old one."""
        if len(self.phones) > 1 and time.monotonic() > self.leaves_at:
            for former in self.phones[:-1]:
                former.client.disconnect()

    def listen(self):
        while not self.ended.is_set():
            for phone in list(self.phones):
                for message in map(json.loads, phone.take()):
                    if message["type"] == "config_changed":
                        self.follow()
                    if "signal_id" in message:
                        self.heard.add((message["type"], message["call_id"]))
            self.leave_former()

    def leave(self):
        self.ended.set()
        self.thread.join()
        for phone in self.phones:
            phone.leave()


class Moving(BrokerCase):
    @classmethod
    def setUpClass(cls):
        """Each test has brokers of its own."""

    def setUp(self):
        self.brokers = [RoomyBroker(), RoomyBroker()]
        for broker in self.brokers:
            self.addCleanup(broker.stop)
        self.service = Service(self.brokers[0], CLIENT_BROKER_URLS=[self.address(0)], MQTT_MOVE_SECONDS=4)
        self.addCleanup(self.service.stop)

    def address(self, index):
        return f"mqtt://127.0.0.1:{self.brokers[index].port}"

    def call(self, caller, callee, rings=lambda call: True):
        """One whole call, answered when it rings: an invite that had to wait need not come once its callee has answered. Its id."""
        call = self.service.do("POST", "/api/calls", member=caller, body={"callee_ids": [callee], "call_type": "voice"})["call_id"]
        wait_until(lambda: rings(call), lambda: f"{callee} is not called: {call}")
        for who, what in ((callee, "ringing"), (callee, "accept"), (caller, "connected"), (callee, "connected"), (caller, "end")):
            self.service.do("POST", f"/api/calls/{call}/{what}", member=who)
        return call

    def test_phones_follow_under_load_and_lose_nothing(self):
        by_port = {broker.port: broker for broker in self.brokers}
        names = [f"member-{number}" for number in range(2 * PAIRS)]
        followers = {name: Follower(name, by_port, self.service) for name in names}
        for follower in followers.values():
            self.addCleanup(follower.leave)
        calls, failures, began = [], [], time.monotonic()

        def load(caller, callee):
            try:
                while time.monotonic() < began + SECONDS:
                    rings = lambda call: ("call_invite", call) in followers[callee].heard  # noqa: E731
                    calls.append((self.call(caller, callee, rings), caller, callee))
            except Exception as error:  # told by the test, not lost with the thread
                failures.append(error)

        threads = [threading.Thread(target=load, args=pair) for pair in zip(names[::2], names[1::2])]
        for thread in threads:
            thread.start()
        wait_until(lambda: len(calls) > 2 * PAIRS)
        before = len(calls)
        self.service.change(MQTT_BROKER_PORT=self.brokers[1].port, CLIENT_BROKER_URLS=[self.address(1)])
        wait_until(lambda: all(len(follower.phones) == 2 for follower in followers.values()), lambda: self.service.log)
        moved = time.monotonic() - began
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        wait_until(lambda: self.service.log.count("MQTT connected") == 2)
        wait_until(lambda: not self.lost(calls, followers), lambda: f"lost: {self.lost(calls, followers)}")
        print(f"\n{len(calls)} calls by {PAIRS} pairs, {before} before the file was changed; all phones moved {moved:.1f} s after the start; 0 signals lost")
        self.goes_on_without_the_former()

    def goes_on_without_the_former(self):
        self.brokers[0].process.terminate()
        self.brokers[0].process.wait(10)
        inbox = "faithflow/grace/member/ben/incoming_call"
        ben = member(self.brokers[1], "ben", transport="tcp")
        self.addCleanup(ben.leave)
        ben.subscribe(inbox, 1)
        self.call("anna", "ben", lambda call: call in "".join(ben.payloads({"inbox": inbox})))

    @staticmethod
    def lost(calls, followers):
        """Signals that a member should have heard and has not."""
        wanted = [(who, kind, call) for call, caller, callee in calls for who, kind in (
            (callee, "call_invite"), (caller, "call_ringing"), (caller, "call_accept"), (caller, "call_end"), (callee, "call_end"))]
        return [(who, kind, call) for who, kind, call in wanted if (kind, call) not in followers[who].heard]

    def test_event_streams_go_along(self):
        with self.service.stream("ben") as stream:
            self.assertEqual(next(stream)[0], "ready")
            first = self.call("anna", "ben")
            while first not in next(stream)[1]:
                pass
            self.service.change(MQTT_BROKER_PORT=self.brokers[1].port)
            while next(stream)[0] != "reset":
                pass
            self.brokers[0].process.terminate()
            self.brokers[0].process.wait(10)
            second = self.call("anna", "ben")
            heard = []
            while "call_end" not in heard:
                name, data = next(stream)
                if name == "message" and second in data:
                    heard.append(json.loads(data)["payload"]["type"])
            self.assertEqual(heard[0], "call_invite")

    def test_a_broken_file_and_a_broker_that_is_not_there_change_nothing(self):
        status, fields, data = self.service.fetch("GET", "/api/signaling/config")
        self.assertEqual((status, fields["Cache-Control"]), (200, "private, max-age=60"))
        self.service.change(text='{"CLIENT_BROKER_URLS": ["ftp://nowhere"]')
        wait_until(lambda: "The configuration file is not as it must be" in self.service.log)
        self.service.change(MQTT_BROKER_PORT=1, CLIENT_BROKER_URLS=["mqtt://127.0.0.1:1"])
        self.service.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "The new broker cannot be reached" in self.service.log)
        status, again, _ = self.service.fetch("GET", "/api/signaling/config", headers={"If-None-Match": fields["ETag"]})
        self.assertEqual((status, again["ETag"]), (304, fields["ETag"]))
        self.call("anna", "ben")
        self.service.change(MQTT_BROKER_PORT=self.brokers[0].port, CLIENT_BROKER_URLS=[self.address(1)], CLIENT_SETTINGS_MAX_AGE_SECONDS=5)
        wait_until(lambda: self.service.fetch("GET", "/api/signaling/config", headers={"If-None-Match": fields["ETag"]})[0] == 200)
        self.assertEqual(self.service.log.count("The configuration file is not as it must be"), 1)
        self.assertTrue(self.service.is_ready())

    def test_a_client_that_comes_later_hears_which_settings_hold(self):
        version = self.service.do("GET", "/api/signaling/config")["version"]
        late = self.brokers[0]
        for name, church in (("anna", "grace"), ("zoe", "hope")):
            phone = member(late, name, church, transport="tcp")
            self.addCleanup(phone.leave)
            self.assertEqual(phone.subscribe(f"faithflow/{church}/config", 1), 1)
            if church == "grace":
                wait_until(lambda: any(json.loads(text)["version"] == version for text in phone.payloads({"config": "faithflow/grace/config"})))
            else:
                self.assertEqual(phone.payloads({"config": "faithflow/hope/config"}), [], "nobody of it has done anything yet")
