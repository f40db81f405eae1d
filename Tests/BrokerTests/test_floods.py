"""Somebody who tries one bad token after the other, beside those who have good ones."""

import socket
import statistics
import threading
import time

from case import BrokerCase
from keys import Issuer
from packets import connect_packet
from tokens import token

INBOX = "faithflow/grace/member/anna/call_status"


class BadTokens(BrokerCase):
    issuer = Issuer("RS256")
    options = {"files": {"public_key_files": issuer.public}}

    def test_others_are_served_and_the_log_stays_short(self):
        service, anna = self.account("faithflow-system"), self.member("anna")
        anna.subscribe(INBOX)
        quiet = self.times(service, anna, 40)
        good = self.issuer.token()
        forged = {"HS256": token(secret="x" * 32), "RS256": ".".join(good.split(".")[:2] + Issuer("RS256").token().split(".")[2:])}
        ended, tried = threading.Event(), []
        threads = [threading.Thread(target=self.flood, args=(password, ended, tried)) for password in forged.values() for _ in range(2)]
        log, size = self.broker.log, self.broker.memory()
        for thread in threads:
            thread.start()
        try:
            busy = self.times(service, anna, 200)
            self.assertTrue(self.member("ben").is_in)
            self.assertTrue(self.member("ben", password=self.issuer.token("ben")).is_in)
        finally:
            ended.set()
            for thread in threads:
                thread.join()
        lines = self.broker.log[len(log):].count("Refused connect")
        grown = self.broker.memory() - size
        print(f"\n{len(tried)} bad tokens; delivery {1000 * statistics.median(quiet):.1f} ms in quiet, {1000 * statistics.median(busy):.1f} ms "
              f"beside them, {1000 * sorted(busy)[-5]:.1f} ms at the worst; {lines} lines, {grown} KiB")
        self.assertGreater(len(tried), 500)
        self.assertTrue(anna.is_in)
        self.assertLess(statistics.median(busy), 0.25)
        self.assertLess(lines, 100)
        self.assertLess(grown, 16 * 1024)

    def times(self, service, anna, count):
        """Seconds from publishing to receiving, of one message after the other."""
        times = []
        for _ in range(count):
            mark, start = self.marker(), time.perf_counter()
            service.publish(INBOX, mark)
            anna.wait_for(mark)
            times.append(time.perf_counter() - start)
        return times

    def flood(self, password, ended, tried):
        packet = connect_packet(b"ff-call-anna-1", b"anna", password.encode())
        while not ended.is_set():
            with socket.create_connection(("127.0.0.1", self.broker.port), 10) as connection:
                connection.sendall(packet)
                connection.recv(16)
            tried.append(1)
