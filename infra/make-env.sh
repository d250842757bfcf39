#!/bin/sh
# Usage: sh infra/make-env.sh <domain> > infra/.env      new random secrets for docker compose
set -eu
[ $# -eq 1 ] || { echo 'usage: sh infra/make-env.sh <domain> > infra/.env' >&2; exit 1; }
secret() { openssl rand -hex 32; }
key() { openssl rand -base64 32; }
cat <<ENV
ONERELAY_DOMAIN=$1
POSTGRES_PASSWORD=$(secret)
REDIS_PASSWORD=$(secret)
INTERNAL_SECRET=$(secret)
AUDIT_KEY=$(key)
RELAY_PRIVATE_KEYS=$(key)
LOG_LEVEL=info
ENV
