"""Runs the tests of a folder, and writes what became of them."""

import argparse
import time
import unittest
import xml.etree.ElementTree as ElementTree


class Results(unittest.TextTestResult):
    """Keeps what scripts/lib/test_summary.py reads."""

    name = "tests"

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.suite = ElementTree.Element("testsuite", name=self.name)
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
                case = ElementTree.SubElement(self.suite, "testcase", classname=self.name, name=str(failed))
                ElementTree.SubElement(case, "failure", message=trace.strip().splitlines()[-1]).text = trace
        ElementTree.ElementTree(self.suite).write(path)


def main(name, folder):
    """Runs those that the command line names, or all; 0 when none failed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--xml")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    loader = unittest.TestLoader()
    suite = loader.loadTestsFromNames(options.names) if options.names else loader.discover(folder, "test_*.py")
    results = unittest.TextTestRunner(resultclass=type("NamedResults", (Results,), {"name": name}), verbosity=1).run(suite)
    if options.xml:
        results.write(options.xml)
    return 0 if results.wasSuccessful() else 1
