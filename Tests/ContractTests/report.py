"""Tells what schemathesis did, from its JSON report, and whether that was enough.

usage: report.py REPORT AT_LEAST
"""

import json
import sys


def main(path, at_least):
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    made, operations = report["test_cases"]["generated"], report["operations"]
    accepted = [name for name, phases in report["valid_rates"].items() if any(phase["accepted"] for phase in phases.values())]
    never = sorted(set(report["valid_rates"]) - set(accepted))
    findings = [f"no good request of {name} was answered 2xx" for name in never]
    if made < at_least:
        findings.append(f"{made} requests are fewer than {at_least}")
    if operations["tested"] != operations["total"] or not report["complete"]:
        findings.append(f"{operations['tested']} of {operations['total']} operations were tested, {report['stop_reason']}")
    for finding in findings:
        print(f"error: {finding}", file=sys.stderr)
    print(f"{made} requests, seed {report['seed']}: {report['test_cases']['unique_failures']} failures, {report['filtered']} set aside by hooks.py")
    return 1 if findings or report["exit_code"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
