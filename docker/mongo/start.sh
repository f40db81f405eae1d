#!/bin/bash
# A replica set with access control wants a key that its members share. This set has one member, so the key is new at each start.
set -euo pipefail

key=/run/faithflow-mongo.key
rm -f "$key"
(umask 077 && head -c 64 /dev/urandom | base64 --wrap=0 > "$key")
chown mongodb:mongodb "$key"

exec docker-entrypoint.sh "$@"
