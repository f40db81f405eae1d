"""Headless Chromium reads event streams from a page of another origin.

usage: python Tests/BrowserTests [--xml FILE] [name…]      such as test_streams
"""

import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(FOLDER)
sys.path[:0] = [FOLDER, os.path.join(TESTS, "PeerTests"), os.path.join(TESTS, "BrokerTests")]

from runner import main  # noqa: E402

sys.exit(main("BrowserTests", FOLDER))
