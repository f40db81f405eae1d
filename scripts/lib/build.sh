# shellcheck shell=bash
# Builds into the one folder .build. Tests and scripts/run share the debug configuration, so that a clean clone builds once.

# Builds the server in configuration $1 and sets SERVER to its path.
build_server() {
    note "Building faithflow-calls ($1; the first build takes some minutes)"
    run_interruptibly swift build --configuration "$1" --product faithflow-calls >&2 || fail "the build failed"
    SERVER="$(swift build --configuration "$1" --show-bin-path)/faithflow-calls"
    [[ -x $SERVER ]] || fail "the build left no $SERVER"
}

# Builds everything, the tests too.
build_tests() {
    run_interruptibly swift build --build-tests
}
