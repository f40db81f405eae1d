"""Modules are entered by their doors only (docs/architecture.md): who may import what."""

import re
import sys

from swift_source import code, files, line_of, read

IMPORT = re.compile(r"^[ \t]*(?:@[\w().]+\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)", re.MULTILINE)

# Module, or pattern of its name: the targets that may import it.
DOORS = {
    "CMosquitto": {"MQTT"},
    "CMosquittoBroker": {"BrokerPlugin"},
    "CMongoC": {"BSON", "Mongo"},
    "BSON": {"Mongo", "CallStorage", "CallServer"},
    "Mongo": {"CallStorage", "CallServer"},
    "MQTT": {"CallServer"},
    "LiveKit": {"CallServer"},
    "Push": {"CallServer"},
    "Hummingbird.*": {"CallAPI", "CallServer"},
    "TokenVerification": {"BrokerGate", "CallAPI", "CallServer", "CallStorage"},
    "TopicAccess": {"BrokerGate", "BrokerPlugin", "CallAPI"},
    "BrokerGate": {"BrokerPlugin"},
    "BrokerPlugin": set(),
    "CallAPI": {"CallServer"},
    "CallStorage": {"CallServer"},
    "CallServer": set(),
}

# Targets that may import nothing but these.
CLOSED = {"CallSignaling": {"FoundationEssentials", "Synchronization"}, "TopicAccess": {"CallSignaling"}}


def forbidden(target, module):
    if target in CLOSED and module not in CLOSED[target]:
        return f"{target} imports nothing but {', '.join(sorted(CLOSED[target]))}"
    for name, allowed in DOORS.items():
        if re.fullmatch(name, module) and target not in allowed and target != module:
            return f"only {', '.join(sorted(allowed)) or 'tests'} may import {module}"
    return None


def main():
    findings, count = [], 0
    for path in files("Sources"):
        target, text = path.split("/")[1], code(read(path))
        for match in IMPORT.finditer(text):
            count += 1
            reason = forbidden(target, match[1])
            if reason:
                findings.append(f"{path}:{line_of(text, match.start(1))}: import {match[1]}: {reason}")
    print("\n".join(findings) or f"{count} imports")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
