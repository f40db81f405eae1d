# shellcheck shell=bash
# Builds into the one folder .build. Tests and scripts/run share the debug configuration, so that a clean clone builds once.

# Builds the server in configuration $1, unless it is newer than all it is made of, and sets SERVER to its path.
build_server() {
    SERVER="$PWD/.build/$1/faithflow-calls"
    if [[ -x $SERVER && -z $(find Package.swift Sources -newer "$SERVER" -print -quit) ]]; then return 0; fi
    note "Building faithflow-calls ($1; the first build takes some minutes)"
    run_interruptibly swift build --configuration "$1" --product faithflow-calls >&2 || fail "the build failed"
    [[ -x $SERVER ]] || fail "the build left no $SERVER"
    touch "$(readlink -f "$SERVER")" # it is left as it was where nothing of it changed
}

# Builds everything, the tests too.
build_tests() {
    run_interruptibly swift build --build-tests
}
