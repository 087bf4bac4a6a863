#!/bin/sh
# Superset with the dashboard "Revolving Door": its own database brought up to date, the user admin, the assets, the server.
# SUPERSET_SECRETS: folder of the secrets; ANALYST_URL: the database without the password; PORT.
set -eu
here=$(dirname "$0")
secrets=${SUPERSET_SECRETS:-/run/secrets}
url=${ANALYST_URL:-postgresql+psycopg2://analyst:PASSWORD@postgres:5432/revdoor}
superset db upgrade
superset fab create-admin --username admin --firstname Revolving --lastname Door --email admin@localhost.localdomain \
  --password "$(cat "$secrets/superset_admin_password")" || superset fab reset-password --username admin --password "$(cat "$secrets/superset_admin_password")"
superset init
# The password is put in on the way in; Superset keeps it encrypted.
umask 077
assets=$(mktemp -d)
trap 'rm -rf "$assets"' EXIT
cp -r "$here/assets/." "$assets"
password=$(cat "$secrets/analyst_db_password")
python - "$assets/databases/Revolving_Door.yaml" "$url" "$password" <<'PY'
import sys
from pathlib import Path
from urllib.parse import quote

import yaml

path, url, password = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
asset = yaml.safe_load(path.read_text())
asset["sqlalchemy_uri"] = url.replace("PASSWORD", quote(password, safe=""))
path.write_text(yaml.safe_dump(asset))
PY
superset import-directory --overwrite "$assets"
rm -rf "$assets"
trap - EXIT
exec gunicorn --bind "${BIND:-0.0.0.0}:${PORT:-8088}" --workers 1 --threads 8 --timeout 120 "superset.app:create_app()"
