#!/bin/sh
# Writes from the environment what the broker goes by, then becomes the broker. Secrets never stand in an argument, where `ps` would show them.
#
# Tokens are judged by the settings that the service has, so that who may ask it may hear the broker too: JWT_SECRET_KEY, JWT_ADDITIONAL_SECRETS,
# JWT_PUBLIC_KEY_FILES, JWT_ISSUER, JWT_AUDIENCE, JWT_LEEWAY_SECONDS, and by what lies in docker/files: jwks.json, revocations, api-keys.
set -eu

: "${MQTT_USERNAME:?}" "${MQTT_PASSWORD:?}"
data=/mosquitto/data
files=/etc/faithflow
health=/run/faithflow

# The parts of list $1, one a line, as the service takes it apart: at commas, without the blanks around them.
parts() {
    printf '%s\n' "$1" | tr ',' '\n' | sed 's/^[[:space:]]*//; s/[[:space:]]*$//; /^$/d'
}

# The plugin's option $1 with list $2, if there is anything in it. The plugin would take a name with a blank in it for two.
option() {
    list=$(parts "$2" | paste -s -d , -)
    case $list in
        '') ;;
        *[[:space:]]*)
            echo "start.sh: a blank within a name for plugin_opt_$1" >&2
            exit 1
            ;;
        *) printf 'plugin_opt_%s %s\n' "$1" "$list" ;;
    esac
}

# The plugin's option $1 with file $2, if it is there.
file_option() {
    if [ -e "$2" ]; then printf 'plugin_opt_%s %s\n' "$1" "$2"; fi
}

if [ -z "${JWT_SECRET_KEY:-}${JWT_PUBLIC_KEY_FILES:-}" ] && [ ! -e "$files/jwks.json" ]; then
    echo "start.sh: no key for tokens: set JWT_SECRET_KEY or JWT_PUBLIC_KEY_FILES, or put the JWK set, which the broker does not fetch," \
        "into docker/files/jwks.json" >&2
    exit 1
fi

umask 077
mkdir -p "$data" "$health"
{
    printf '%s\n' "${JWT_SECRET_KEY:-}"
    parts "${JWT_ADDITIONAL_SECRETS:-}"
} | sed '/^$/d' > "$data/secrets"
{
    if [ -s "$data/secrets" ]; then file_option secret_file "$data/secrets"; fi
    option public_key_files "${JWT_PUBLIC_KEY_FILES:-}"
    option issuer "${JWT_ISSUER:-}"
    option audience "${JWT_AUDIENCE:-}"
    option leeway_seconds "${JWT_LEEWAY_SECONDS:-}"
    file_option jwks_file "$files/jwks.json"
    file_option revocation_file "$files/revocations"
    file_option api_key_file "$files/api-keys"
} > "$data/options"
# Options stand after their plugin.
sed "/^plugin /r $data/options" /mosquitto/config/mosquitto.conf > "$data/mosquitto.conf"

printf '%s:%s\n' "$MQTT_USERNAME" "$MQTT_PASSWORD" > "$data/passwords"
if [ -n "${MQTT_OBSERVER_PASSWORD:-}" ]; then
    printf '%s:%s\n' observer "$MQTT_OBSERVER_PASSWORD" >> "$data/passwords"
fi
if [ -n "${MQTT_BRIDGE_PASSWORD:-}" ]; then
    printf '%s:%s\n' bridge "$MQTT_BRIDGE_PASSWORD" >> "$data/passwords"
fi
mosquitto_passwd -U "$data/passwords"
chown -R mosquitto:mosquitto "$data"
# The health check's: mosquitto_sub reads it where XDG_CONFIG_HOME names its folder.
printf -- '-u %s\n-P %s\n' "$MQTT_USERNAME" "$MQTT_PASSWORD" > "$health/mosquitto_sub"
unset JWT_SECRET_KEY JWT_ADDITIONAL_SECRETS MQTT_PASSWORD MQTT_OBSERVER_PASSWORD MQTT_BRIDGE_PASSWORD

exec mosquitto -c "$data/mosquitto.conf"
