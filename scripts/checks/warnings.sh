#!/usr/bin/env bash
# Our own targets compile without a warning: each has the settings of Package.swift, in which a warning is an error.
set -euo pipefail
log=.cache/build.log

mkdir -p .cache
grep -q 'treatAllWarnings(as: .error)' Package.swift || { echo "Package.swift: warnings are not errors"; exit 1; }
bare=$(swift package dump-package | python3 -c '
import json, sys
for target in json.load(sys.stdin)["targets"]:
    kinds = [setting["kind"] for setting in target["settings"]]
    if target["type"] != "system" and not any("treatAllWarnings" in kind for kind in kinds):
        print(target["name"])')
[[ -z $bare ]] || { printf 'Package.swift: %s lacks the common settings\n' "$bare"; exit 1; }
if ! swift build --build-tests >"$log" 2>&1; then
    grep -E 'error:' "$log" | sort -u || tail -n 20 "$log"
    exit 1
fi
