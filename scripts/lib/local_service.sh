# shellcheck shell=bash
# The service with a database and a broker of its own, all on 127.0.0.1, and a church to try it with.

CHURCH=demo
MEMBERS=(anna ben chloe david)
SEED="$(dirname "${BASH_SOURCE[0]}")"

# Reads the secrets of data folder $1, or makes them: nobody else can read the file, and each data folder has its own.
load_secrets() {
    if [[ ! -f $1/env ]]; then
        (
            umask 077
            printf '%s=%s\n' JWT_SECRET_KEY "$(openssl rand -hex 32)" MQTT_PASSWORD "$(openssl rand -hex 32)" \
                OBSERVER_PASSWORD "$(openssl rand -hex 8)" >"$1/env.new"
        )
        mv "$1/env.new" "$1/env"
    fi
    # shellcheck disable=SC1091 # made above
    source "$1/env"
    export JWT_SECRET_KEY MQTT_PASSWORD
    export MQTT_USERNAME=faithflow-system
}

# Forgets settings of the caller's own deployments that would lead the service elsewhere.
forget_other_settings() {
    unset JWT_PUBLIC_KEY_FILES JWT_JWKS_URL JWT_JWKS_REFRESH_SECONDS JWT_JWKS_FLOOR_SECONDS JWT_ISSUER JWT_AUDIENCE JWT_LEEWAY_SECONDS
    unset HTTP_HEAD_TIMEOUT_SECONDS HTTP_REQUEST_TIMEOUT_SECONDS HTTP_IDLE_TIMEOUT_SECONDS HTTP_MAX_HEADER_BYTES HTTP_MAX_URI_BYTES
    unset REVOCATION_POLL_SECONDS AUDIT_INTERVAL_SECONDS CORS_ORIGINS TURN_SECRET
    unset JWT_SECRET JWT_ADDITIONAL_SECRETS FAITHFLOW_CONFIG INSTANCE_ID MQTT_TLS MQTT_CA_FILE MQTT_CLIENT_CERT MQTT_CLIENT_KEY MQTT_CLIENT_ID MQTT_QOS
    unset LIVEKIT_URL LIVEKIT_API_KEY LIVEKIT_API_SECRET LIVEKIT_REQUIRED LIVEKIT_API_URL LIVEKIT_SWEEP_SECONDS LIVEKIT_ORPHAN_SECONDS RECORDING_OUTPUT RECORDING_PATH MAX_CALLEES MAX_CALL_SECONDS CONNECT_TIMEOUT_SECONDS RECONNECT_TIMEOUT_SECONDS
    unset HTTP_TLS_CERT HTTP_TLS_KEY HTTP_TLS_CLIENT_CA HTTP2_ENABLED HTTP_TRUSTED_PROXIES HTTP_MAX_CONNECTIONS HTTP_MAX_CONNECTIONS_PER_ADDRESS
    unset RING_REPEAT_SECONDS RING_REPEAT_AFTER_ACK_SECONDS CANCEL_REPEAT_SECONDS CALL_RETENTION_DAYS LOG_LEVEL LOG_FORMAT
    unset RATE_LIMIT_KEY_PER_MINUTE RATE_LIMIT_QUALITY_PER_MINUTE RATE_LIMIT_WEBRTC_PER_MINUTE EVENT_STREAMS_MAX EVENT_STREAMS_PER_MEMBER
    unset EVENT_HEARTBEAT_SECONDS EVENT_WINDOW_SECONDS EVENT_WINDOW_EVENTS BROKER_HOOK_SECRET BROKER_HOOK_ACCOUNTS BROKER_TOKEN_SECRET BROKER_CHECKS_RINGING
    unset RATE_LIMIT_ENABLED RATE_LIMIT_MEMBER_PER_MINUTE RATE_LIMIT_PAIR_PER_MINUTE RATE_LIMIT_ADDRESS_PER_MINUTE
    unset WEBHOOK_SECRET_KEYS WEBHOOK_HTTP_ALLOWED WEBHOOK_ALLOWED_NETWORKS WEBHOOK_SECRET_OVERLAP_SECONDS
    unset WEBHOOK_RETRY_SECONDS WEBHOOK_RETRY_MAX_SECONDS WEBHOOK_GIVE_UP_SECONDS
    unset BAD_TOKENS_PER_MINUTE BAD_TOKEN_LOCK_SECONDS MAX_CALLS_PER_CHURCH
}

# Mints a token for each member of the demo church with server program $1, and writes into folder $2 what curl and mosquitto's clients read
# of it and of the observer's password. On command lines `ps` would show them to everybody on the machine.
write_credentials() {
    local member token
    for member in "${MEMBERS[@]}"; do
        token=$("$1" token --church "$CHURCH" --member "$member" --ttl 12h) || fail "faithflow-calls token failed for $member"
        write_credential "$2" "$member" "$token"
        (
            umask 077
            printf 'Authorization: Bearer %s\n' "$token" >"$2/$member/header"
        )
    done
    write_credential "$2" observer "$OBSERVER_PASSWORD"
}

# Writes user $2 and password $3 into folder $1/$2, where mosquitto's clients look when XDG_CONFIG_HOME names it.
write_credential() (
    umask 077
    mkdir -p "$1/$2"
    printf -- '-u %s\n-P %s\n' "$2" "$3" | tee "$1/$2/mosquitto_pub" >"$1/$2/mosquitto_sub"
)

# Writes into folder $1 what the broker goes by: the secret of tokens, passwords of the service and the observer, and their rights.
write_broker_accounts() {
    mkdir -p "$1"
    (
        umask 077
        : >"$1/accounts"
        cat topics/acl/mosquitto.acl >"$1/access"
        printf '%s\n' "$JWT_SECRET_KEY" >"$1/secrets"
        add_account "$1/accounts" "$MQTT_USERNAME" "$MQTT_PASSWORD"
        add_account "$1/accounts" observer "$OBSERVER_PASSWORD"
    )
}

# Puts the members and a community of the demo church into database $2 of the mongod on port $1.
seed_church() {
    python3 "$MONGO_COMMAND" "127.0.0.1:$1" put "$2" members <"$SEED/demo_members.jsonl"
    python3 "$MONGO_COMMAND" "127.0.0.1:$1" put "$2" communities <"$SEED/demo_communities.jsonl"
}

# Starts server program $1 with its log in folder $2; addresses and secrets are in the environment.
start_service() {
    start_process service "$2/service.log" "$1" serve
    await_ready "$STARTED_PID" || fail_with_log "the service did not become ready" "$2/service.log"
}

# Waits until the service, process $1, says that it and its dependencies are ready; at most 20 seconds.
await_ready() {
    local attempt
    for ((attempt = 0; attempt < 200; attempt++)); do
        [[ $(curl --silent --max-time 2 "http://127.0.0.1:$HTTP_PORT/readyz") =~ \"status\"\ *:\ *\"ready\" ]] && return 0
        kill -0 "$1" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}
