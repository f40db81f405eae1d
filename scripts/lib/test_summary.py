"""Prints what failed, then how many tests passed, failed and were skipped; fails when one failed, none ran or the run broke off.

usage: test_summary.py EXIT-STATUS-OF-SWIFT-TEST RESULTS.xml…
"""

import os
import sys
import xml.etree.ElementTree

LONGEST_MESSAGE = 600


def tell_failures(case, failures):
    print(f"FAILED {case.get('classname', '')} {case.get('name')}")
    for failure in failures:
        message = " ".join((failure.get("message") or failure.text or "").split())
        print(f"       {message[:LONGEST_MESSAGE]}")


def count(path):
    passed, failed, skipped = 0, 0, 0
    for case in xml.etree.ElementTree.parse(path).iter("testcase"):
        failures = case.findall("failure") + case.findall("error")
        if case.find("skipped") is not None:
            skipped += 1
        elif failures:
            failed += 1
            tell_failures(case, failures)
        else:
            passed += 1
    return passed, failed, skipped


def main(status, *paths):
    counts = [count(path) for path in paths if os.path.exists(path)]
    if not counts:
        print("The test run broke off before it had results.")
        print("tests: 0 passed, 1 failed, 0 skipped")
        return 1
    passed, failed, skipped = (sum(column) for column in zip(*counts))
    broken = status != "0" and failed == 0
    if broken:
        print(f"swift test ended with status {status} though no test failed; the run itself counts as one.")
    print(f"tests: {passed} passed, {failed + broken} failed, {skipped} skipped")
    return 1 if failed or broken or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
