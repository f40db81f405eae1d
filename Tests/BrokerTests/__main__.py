"""Runs the tests in this folder against a real mosquitto with the plugin.

usage: python Tests/BrokerTests [--xml FILE] [name…]      such as test_wills
"""

import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, FOLDER)

from runner import main  # noqa: E402

sys.exit(main("BrokerTests", FOLDER))
