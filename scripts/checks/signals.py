"""Holds recorded signals, one JSON object a line, to the schemas of their types; prints what does not fit.

usage: signals.py FILE
"""

import collections
import json
import os
import sys

import jsonschema

SCHEMAS = "topics/schemas"
MOST_FINDINGS = 20


def validator(kind, known):
    if kind not in known:
        path = f"{SCHEMAS}/{kind}.schema.json"
        if not os.path.isfile(path):
            return None
        with open(path, encoding="utf-8") as file:
            checker = jsonschema.Draft202012Validator
            known[kind] = checker(json.load(file), format_checker=checker.FORMAT_CHECKER)
    return known[kind]


def main(path):
    known, counts, findings = {}, collections.Counter(), []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            signal = json.loads(line)
            checker = validator(signal.get("type"), known)
            if checker is None:
                findings.append(f"line {number}: no schema for type {signal.get('type')}")
                continue
            counts[signal["type"]] += 1
            findings += [f"line {number}: {signal['type']}: {error.json_path}: {error.message}" for error in checker.iter_errors(signal)]
    print(f"signals held to their schemas: {sum(counts.values())} of {len(counts)} types, {len(findings)} findings")
    print("\n".join(findings[:MOST_FINDINGS]), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
