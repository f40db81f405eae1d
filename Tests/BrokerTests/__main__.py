"""Runs the tests in this folder against a real mosquitto with the plugin.

usage: python Tests/BrokerTests [--xml FILE] [name…]      such as test_wills
"""

import argparse
import os
import sys
import time
import unittest
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


class Results(unittest.TextTestResult):
    """Keeps what scripts/lib/test_summary.py reads."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.suite = ElementTree.Element("testsuite", name="BrokerTests")
        self.began = 0.0

    def startTest(self, test):
        self.began = time.monotonic()
        super().startTest(test)

    def stopTest(self, test):
        case = ElementTree.SubElement(self.suite, "testcase", classname=type(test).__name__, name=test._testMethodName, time=f"{time.monotonic() - self.began:.3f}")
        for failed, trace in self.failures + self.errors:
            if getattr(failed, "test_case", failed) is test:
                ElementTree.SubElement(case, "failure", message=trace.strip().splitlines()[-1]).text = trace
        super().stopTest(test)

    def write(self, path):
        for failed, trace in self.errors:
            if not isinstance(failed, unittest.TestCase) and not hasattr(failed, "test_case"):  # a class that could not be set up or taken down
                case = ElementTree.SubElement(self.suite, "testcase", classname="BrokerTests", name=str(failed))
                ElementTree.SubElement(case, "failure", message=trace.strip().splitlines()[-1]).text = trace
        ElementTree.ElementTree(self.suite).write(path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--xml")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    loader = unittest.TestLoader()
    folder = os.path.dirname(os.path.abspath(__file__))
    suite = loader.loadTestsFromNames(options.names) if options.names else loader.discover(folder, "test_*.py")
    results = unittest.TextTestRunner(resultclass=Results, verbosity=1).run(suite)
    if options.xml:
        results.write(options.xml)
    return 0 if results.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
