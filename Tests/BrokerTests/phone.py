"""A client of the broker, played by paho-mqtt, that waits for each answer."""

import itertools
import queue
import socket
import threading
import time

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from broker import ACCOUNTS
from tokens import token

PATIENCE = 10
_millis = itertools.count(int(time.time() * 1000))


class Phone:
    """`answer` is the CONNACK's reason code; None where the broker hung up without one."""

    def __init__(self, broker, user, password, *, client_id=None, protocol=paho.MQTTv311, transport="websockets", will=None, clean=True):
        self.protocol = protocol
        self.client_id = f"ff-call-{user}-{next(_millis)}" if client_id is None else client_id
        clean_session = {} if protocol == paho.MQTTv5 else {"clean_session": clean}
        self.client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=self.client_id, protocol=protocol, transport=transport, reconnect_on_failure=False, **clean_session)
        if transport == "websockets":
            self.client.ws_set_options(path="/mqtt")
        if user is not None or password is not None:
            self.client.username_pw_set(user, password)
        if will:
            self.client.will_set(**will)
        self.answer, self.farewell = None, None
        self.received, self.seen = queue.Queue(), []
        self._answers, self._codes = {}, {}
        self._settled, self.gone = threading.Event(), threading.Event()
        self._changed = threading.Condition()
        self._register()
        session = {}
        if protocol == paho.MQTTv5:
            properties = Properties(PacketTypes.CONNECT)
            properties.SessionExpiryInterval = 0 if clean else 600
            session = {"clean_start": clean, "properties": properties}
        self.client.connect("127.0.0.1", broker.websocket_port if transport == "websockets" else broker.port, **session)
        self.client.loop_start()
        assert self._settled.wait(PATIENCE), "no answer to CONNECT"

    def _register(self):
        self.client.on_connect = lambda _client, _data, _flags, code, _properties: self._connected(code)
        self.client.on_disconnect = lambda _client, _data, _flags, code, _properties: self._left(code)
        self.client.on_message = lambda _client, _data, message: self.received.put(message)
        self.client.on_subscribe = lambda _client, _data, mid, codes, _properties: self._answered(mid, [code.value for code in codes])
        self.client.on_unsubscribe = lambda _client, _data, mid, codes, _properties: self._answered(mid, [code.value for code in codes])
        self.client.on_publish = lambda _client, _data, mid, code, _properties: self._answered(mid, code.value)

    def _connected(self, code):
        self.answer = code.value
        self._settled.set()

    def _left(self, code):
        self.farewell = code.value
        self.gone.set()
        self._settled.set()

    def _answered(self, mid, codes):
        with self._changed:
            self._answers[mid] = codes
            self._changed.notify_all()

    def _await(self, mid):
        with self._changed:
            assert self._changed.wait_for(lambda: mid in self._answers or self.gone.is_set(), PATIENCE), "no answer"
            return self._answers.pop(mid, None)

    @property
    def is_in(self):
        return self.answer == 0 and not self.gone.is_set()

    def subscribe(self, topic, qos=2):
        """The granted QoS, or the reason code of the refusal."""
        return self._await(self.client.subscribe(topic, qos)[1])[0]

    def unsubscribe(self, topic):
        return self._await(self.client.unsubscribe(topic)[1])

    def publish(self, topic, payload, qos=1, retain=False):
        """The reason code; MQTT 3.1.1 has none but success."""
        return self._await(self.client.publish(topic, payload, qos, retain).mid)

    def wait_for(self, payload):
        """Waits until `payload` is received and returns topic and payload of all that came since it was last asked."""
        limit, came = time.monotonic() + PATIENCE, []
        while time.monotonic() < limit:
            try:
                message = self.received.get(timeout=0.1)
            except queue.Empty:
                continue
            came.append((message.topic, message.payload.decode()))
            if came[-1][1] == payload:
                return came
        raise AssertionError(f"{payload!r} did not come; received {came}")

    def take(self):
        """Payloads of all that came since it was last asked; waits a moment where nothing did."""
        try:
            messages = [self.received.get(timeout=0.1)]
        except queue.Empty:
            return []
        while not self.received.empty():
            messages.append(self.received.get())
        self.seen += messages
        return [message.payload.decode() for message in messages]

    def payloads(self, topics):
        """All that came on these topics, in order."""
        self.take()
        return [message.payload.decode() for message in self.seen if message.topic in topics.values()]

    def latest(self, topics):
        """By the key of each topic: whether the last message on it had a payload."""
        self.take()
        last = {message.topic: message.payload for message in self.seen}
        return {key: bool(last.get(topic)) for key, topic in topics.items()}

    def drop(self):
        """Is cut off: the broker sends the last will."""
        connection = self.client.socket()
        if connection:
            getattr(connection, "_socket", connection).shutdown(socket.SHUT_RDWR)  # inside paho's own WebSocket
        self.client.loop_stop()

    def leave(self):
        self.client.disconnect()
        self.client.loop_stop()


def member(broker, name="anna", church="grace", **options):
    """A member's phone, let in by a good token unless `password` says otherwise."""
    password = options.pop("password", None) or token(name, church)
    return Phone(broker, name, password, **options)


def account(broker, name, **options):
    """The service, the observer or the bridge, on the plain listener."""
    return Phone(broker, name, options.pop("password", ACCOUNTS[name]), client_id=options.pop("client_id", f"{name}-{next(_millis)}"), transport="tcp", **options)
