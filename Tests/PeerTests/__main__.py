"""Two aiortc peers find each other through the service, a broker with the plugin and a real coTURN.

usage: python Tests/PeerTests [--xml FILE] [name…]      such as test_data_channel
"""

import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [FOLDER, os.path.join(os.path.dirname(FOLDER), "BrokerTests")]

from runner import main  # noqa: E402

sys.exit(main("PeerTests", FOLDER))
