# shellcheck shell=bash
# Builds into the one folder .build. Tests and scripts/run share the debug configuration, so that a clean clone builds once.

# Builds the server and mosquitto's plugin in configuration $1, and sets SERVER and PLUGIN to their paths.
build_server() {
    SERVER="$PWD/.build/$1/faithflow-calls"
    build_product "$1" faithflow-calls "$SERVER"
    build_plugin "$1"
}

# Builds mosquitto's plugin in configuration $1, and sets PLUGIN to its path.
build_plugin() {
    PLUGIN="$PWD/.build/$1/libfaithflow-mosquitto-plugin.so"
    build_product "$1" faithflow-mosquitto-plugin "$PLUGIN"
}

# Builds product $2 into file $3 in configuration $1, unless it is newer than all it is made of.
build_product() {
    if [[ -x $3 && -z $(find Package.swift Sources -newer "$3" -print -quit) ]]; then return 0; fi
    note "Building $2 ($1; the first build takes some minutes)"
    run_interruptibly swift build --configuration "$1" --product "$2" >&2 || fail "the build failed"
    [[ -x $3 ]] || fail "the build left no $3"
    touch "$(readlink -f "$3")" # it is left as it was where nothing of it changed
}

# Builds everything, the tests too.
build_tests() {
    run_interruptibly swift build --build-tests
}
