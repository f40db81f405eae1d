# shellcheck shell=bash
# Servers that a script starts, and their end together with it, however it ends.

STARTED_NAMES=()
STARTED_PIDS=()

# Starts "${@:3}" as $1 with its output in file $2. Its own session keeps Ctrl-C for the script, which stops things in order;
# the kernel ends it if the script is killed. Sets STARTED_PID.
start_process() {
    local name=$1 log=$2
    shift 2
    setsid setpriv --pdeathsig TERM "$@" </dev/null >>"$log" 2>&1 &
    STARTED_PID=$!
    STARTED_NAMES+=("$name")
    STARTED_PIDS+=("$STARTED_PID")
}

# Stops what was started, last first.
stop_processes() {
    local index
    for ((index = ${#STARTED_PIDS[@]} - 1; index >= 0; index--)); do
        stop_process "${STARTED_PIDS[index]}"
    done
    STARTED_NAMES=()
    STARTED_PIDS=()
}

# Asks process $1 to end and, after 10 seconds, makes it.
stop_process() {
    local attempt
    kill -TERM "$1" 2>/dev/null || return 0
    for ((attempt = 0; attempt < 200; attempt++)); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.05
    done
    kill -KILL "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

# Stops everything when the script ends, and lets INT and TERM end it. Function $1, if given, runs last, with the exit status.
stop_processes_at_exit() {
    AT_EXIT=${1:-:}
    trap 'EXIT_STATUS=$?; stop_processes; "$AT_EXIT" "$EXIT_STATUS"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}

# Runs a command so that INT and TERM end the script at once, not only after it.
run_interruptibly() {
    local status=0
    "$@" </dev/null &
    local pid=$!
    STARTED_NAMES+=("$1")
    STARTED_PIDS+=("$pid")
    wait "$pid" || status=$?
    unset 'STARTED_NAMES[-1]' 'STARTED_PIDS[-1]'
    return "$status"
}

# Waits until one of the started processes ends, and fails with its name and the end of its log in folder $1.
await_first_end() {
    local index
    wait -n "${STARTED_PIDS[@]}" || true
    for index in "${!STARTED_PIDS[@]}"; do
        kill -0 "${STARTED_PIDS[index]}" 2>/dev/null && continue
        fail_with_log "${STARTED_NAMES[index]} ended unexpectedly" "$1/${STARTED_NAMES[index]}.log"
    done
}

# Ends the script with message $1 and the last lines of log $2.
fail_with_log() {
    [[ -s $2 ]] && tail -n 20 "$2" >&2
    fail "$1 (log: $2)"
}
