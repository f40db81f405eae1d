#!/usr/bin/env bash
# Our own targets compile without a warning. Their objects are removed first, for the compiler tells only of what it compiles.
set -euo pipefail
log=.cache/build.log
own() { find Sources Tests -name '*.swift' | cut -d/ -f2 | sort -u; }

mkdir -p .cache
for module in $(own); do find .build/debug/"$module".build/ -name '*.o' -delete 2>/dev/null || true; done
if ! swift build --build-tests >"$log" 2>&1; then
    grep -E 'error:' "$log" || tail -n 20 "$log"
    exit 1
fi
for module in $(own); do
    grep -q "Compiling $module " "$log" || { echo "$module was not compiled, so nothing is known of it"; exit 1; }
done
! grep -E "^$PWD/(Sources|Tests)/[^:]+:[0-9]+:[0-9]+: warning:" "$log" | sort -u | sed "s#^$PWD/##" | grep .
