#!/bin/sh
# Writes the configuration with the secret from the environment, for this user alone, then becomes coTURN with it: as an argument `ps` would show it.
set -eu

: "${TURN_SECRET:?}" "${MEDIA_ADDRESS:?}"

umask 077
configuration=$(mktemp)
{
    cat /etc/coturn/turnserver.conf
    printf 'static-auth-secret=%s\nexternal-ip=%s\n' "$TURN_SECRET" "$MEDIA_ADDRESS"
} > "$configuration"
unset TURN_SECRET

exec turnserver -c "$configuration"
