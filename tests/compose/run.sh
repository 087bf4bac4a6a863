#!/usr/bin/env bash
# Brings the compose file up, runs the sample week through its Airflow, reads the alert as the analyst, and tears down.
# COMPOSE names a program that takes the words of `docker compose` (default: docker compose itself); UP one that takes
# `-f FILE` and brings it up, built and healthy.
set -Eeuo pipefail
cd "$(dirname "$0")/../.."
here=../shared/containers/compose-here.sh
if docker info >/dev/null 2>&1; then
  compose() { docker compose "$@"; }
  up() { docker compose build init && docker compose up -d --wait; }
  down() { docker compose --profile sample down -v; }
elif [ -x "$here" ] || [ -f "$here" ]; then
  compose() { bash "$here" dc "$@"; }
  up() { bash "$here" up -f docker-compose.yml; }
  down() { bash "$here" dc --profile sample down -v || true; bash "$here" stop; }
else
  echo "compose-test needs a container engine: install Docker with Compose, then run it again." >&2
  exit 1
fi
export REVDOOR_SCHEDULE=off AIRFLOW_PORT=${AIRFLOW_PORT:-18080}
docker/make-secrets.sh
trap down EXIT
up
compose ps
compose --profile sample run --rm -T sample
echo "The alert, read by the analyst over the published port's own role:"
compose exec -T postgres bash -c 'PGPASSWORD=$(cat /run/secrets/analyst_db_password) psql -h 127.0.0.1 -U analyst -d revdoor -At \
  -c "SELECT company, level, reason FROM mart.alert WHERE company = '"'OpenAI'"' AND level = '"'page'"'"' | tee /tmp/revdoor-alert
test -s /tmp/revdoor-alert
if compose exec -T postgres bash -c 'PGPASSWORD=$(cat /run/secrets/analyst_db_password) psql -h 127.0.0.1 -U analyst -d revdoor -c "SELECT 1 FROM core.article"' 2>/dev/null; then
  echo "The analyst can read core: that must not be." >&2
  exit 1
fi
echo "compose-test passed"
