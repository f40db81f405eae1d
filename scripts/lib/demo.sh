# shellcheck shell=bash
# Four calls, played as phones would: REST by curl, the topics by mosquitto_sub and mosquitto_pub.

RECORDER="$(dirname "${BASH_SOURCE[0]}")/recording.py"
RECORDING=''
CALL=''

# Records every message of the church, and returns once the recording runs.
start_recording() {
    local attempt
    RECORDING=$DATA/recording
    start_process mosquitto_sub "$RECORDING" env XDG_CONFIG_HOME="$CREDENTIALS/observer" mosquitto_sub -h 127.0.0.1 -p "$MQTT_BROKER_PORT" -V mqttv5 -q 2 \
        -F '%U %q %r %t %p' -t "faithflow/$CHURCH/#"
    for ((attempt = 0; attempt < 100; attempt++)); do
        publish anna "faithflow/$CHURCH/presence/anna" '{"online":true}'
        grep -q presence "$RECORDING" && return 0
        sleep 0.1
    done
    fail_with_log "mosquitto_sub receives nothing" "$RECORDING"
}

# Publishes $3 on topic $2 as account $1.
publish() {
    XDG_CONFIG_HOME="$CREDENTIALS/$1" mosquitto_pub -h 127.0.0.1 -p "$MQTT_BROKER_PORT" -V mqttv5 -q 1 -t "$2" -m "$3"
}

# Sends $2 /api/calls$3 with body $4, if any, as member $1; prints it and sets ANSWER. Anything but success ends the demo.
request() {
    local status arguments=(--silent --show-error --max-time 10 --request "$2" --header "@$CREDENTIALS/$1/header")
    [[ -z ${4:-} ]] || arguments+=(--header 'Content-Type: application/json' --data "$4")
    ANSWER=$(curl "${arguments[@]}" --write-out '\n%{http_code}' "http://127.0.0.1:$HTTP_PORT/api/calls$3") \
        || fail "$2 /api/calls$3 was not answered"
    status=${ANSWER##*$'\n'}
    ANSWER=${ANSWER%$'\n'*}
    printf '   %-8s %-6s %s  %s\n' "$1" "$2" "$status" "/api/calls${3/$CALL/${CALL:0:8}…} ${4:-}"
    [[ $status == 2?? ]] || fail "$2 /api/calls$3 was answered $status: $ANSWER"
}

# Lets $1 call $2; sets CALL.
create_call() {
    CALL=''
    request "$1" POST '' "{\"callee_ids\":[\"$2\"],\"call_type\":\"voice\"}"
    CALL=$(python3 -c 'import json, sys; print(json.loads(sys.argv[1])["call_id"])' "$ANSWER")
    await_signals "call_invite@member/$2/incoming_call"
}

# Acknowledges the invite as the app of member $1 does: on the call's topic, without his name.
acknowledge_invite() {
    local now payload
    now=$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)
    payload="{\"type\":\"call_ringing\",\"call_id\":\"$CALL\",\"timestamp\":\"$now\",\"callee_id\":\"$1\",\"callee_name\":\"\"}"
    printf '   %-8s %-6s %3s  %s\n' "$1" MQTT "" "call/${CALL:0:8}…/signal call_ringing"
    publish "$1" "faithflow/$CHURCH/call/$CALL/signal" "$payload"
    await_signals "call_ringing@member/anna/call_status"
}

# Waits until the recording has the signals $@ of the call.
await_signals() { python3 "$RECORDER" "$RECORDING" await "$CALL" "$@"; }

# Shows what was received of the call, once $2… are among it, and its document, which must have status $1.
show_call() {
    local status=$1
    shift
    await_signals "$@"
    printf '\n   What mosquitto_sub received\n\n'
    python3 "$RECORDER" "$RECORDING" show "$CALL"
    printf '\n   What MongoDB holds\n\n'
    show_document "$status" | sed 's/^/   /'
}

# The call's document, once it has status $1 and the broker has acknowledged its signals.
show_document() {
    if [[ $STORE == memory ]]; then
        echo "(nothing: calls are kept in memory here)"
        return
    fi
    python3 "$MONGO_COMMAND" "127.0.0.1:$MONGO_PORT" find "$DB_NAME" calls \
        "{\"_id\":\"$CALL\",\"status\":\"$1\",\"outbox.0\":{\"\$exists\":false}}" 10 \
        || fail "MongoDB has no call $CALL that is $1 with all its signals acknowledged"
}

print_title() { printf '\n\n%s\n\n' "── $* ──"; }

play_answered() {
    print_title "1. Answered: Anna calls Ben, his phone rings, he answers, they talk, Anna hangs up"
    create_call anna ben
    acknowledge_invite ben
    request ben POST "/$CALL/accept"
    request anna POST "/$CALL/connected"
    request ben POST "/$CALL/connected"
    request ben PATCH "/$CALL/participant" '{"is_muted":true}'
    request anna POST "/$CALL/end" '{"reason":"normal"}'
    show_call ended call_accept@{call/ID/signal,member/anna/call_status} call_answered_elsewhere@member/ben/call_status \
        participant_joined@call/ID/participants participant_joined@call/ID/participants participant_muted@call/ID/participants \
        call_end@{call/ID/signal,member/anna/call_status,member/ben/call_status}
}

play_rejected() {
    print_title "2. Rejected: Anna calls Chloe, who declines"
    create_call anna chloe
    request chloe POST "/$CALL/reject" '{"reason":"rejected"}'
    show_call rejected call_reject@{call/ID/signal,member/anna/call_status} call_declined_elsewhere@member/chloe/call_status \
        call_end@{call/ID/signal,member/anna/call_status,member/chloe/call_status}
}

play_cancelled() {
    print_title "3. Cancelled: Anna calls Ben and thinks better of it"
    create_call anna ben
    request anna POST "/$CALL/cancel"
    show_call ended call_cancel@{call/ID/signal,member/ben/call_status} \
        call_end@{call/ID/signal,member/anna/call_status,member/ben/call_status}
}

play_missed() {
    print_title "4. Missed: Anna calls David, nobody answers for $RING_TIMEOUT_SECONDS seconds"
    create_call anna david
    printf '   %-8s %-6s %3s  %s\n' "" "" "" "… it rings …"
    sleep "$RING_TIMEOUT_SECONDS"
    show_call missed call_cancel@member/david/call_status call_end@{call/ID/signal,member/anna/call_status,member/david/call_status}
}

# No secret may be where others see it: on a command line, in a log, on a topic.
find_secrets() {
    (
        umask 077
        sed 's/=/\t/' "$DATA/env" >"$DATA/known"
    )
    python3 scripts/checks/secrets.py --known "$DATA/known" "$DATA"/{commands,recording} "$DATA"/*.log || fail "a secret was where others see it"
}

play_demo() {
    start_process commands "$DATA/commands.log" python3 scripts/lib/commands.py $$ "$DATA/commands"
    start_recording
    printf '\nFaithFlow Calls: four calls over REST, MQTT and MongoDB. Times are local; topics are below faithflow/%s/.\n' "$CHURCH"
    play_answered
    play_rejected
    play_cancelled
    play_missed
    printf '\n\n'
    find_secrets
    printf '\nAll four calls went as they should: every signal was received, in order and none retained.\n'
}
