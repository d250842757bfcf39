#!/bin/sh
# Usage: sh infra/systemd/make-env.sh <domain> <database url> <redis url> [folder]      new settings with new secrets, in /etc/1relay
set -eu
[ $# -ge 3 ] || { echo 'usage: sh infra/systemd/make-env.sh <domain> <database url> <redis url> [folder]' >&2; exit 1; }
folder=${4:-/etc/1relay}
umask 077
mkdir -p "$folder"
for file in control-plane relay; do
  [ ! -e "$folder/$file.env" ] || { echo "$folder/$file.env is there already: its secrets are needed." >&2; exit 1; }
done
secret=$(openssl rand -base64 32)
cat > "$folder/control-plane.env" <<ENV
PUBLIC_ORIGIN=https://$1
DATABASE_URL=$2
REDIS_URL=$3
INTERNAL_SECRET=$secret
AUDIT_KEY=$(openssl rand -base64 32)
SMTP_URL=
# Pages that may use browser-app mode, with commas between them; the same in relay.env. None: there is no such mode.
ALLOWED_ORIGINS=
ENV
cat > "$folder/relay.env" <<ENV
REDIS_URL=$3
INTERNAL_SECRET=$secret
RELAY_PRIVATE_KEYS=$(openssl rand -base64 32)
ALLOWED_ORIGINS=
ENV
echo "$folder/control-plane.env and relay.env are written: keep a copy of AUDIT_KEY and RELAY_PRIVATE_KEYS." >&2
