#!/bin/sh
# Makes the secrets that docker-compose.yml names, once; those that are there stay.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p secrets
chmod 700 secrets
cd secrets
random() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n'; }
for name in pg_superuser_password airflow_db_password etl_db_password analyst_db_password fernet_key jwt_secret api_secret_key \
            airflow_admin_password redis_password superset_secret_key superset_admin_password; do
  [ -s "$name" ] || { value=$(random); case $name in fernet_key) ;; *) value=${value%=} ;; esac; printf %s "$value" > "$name"; }
done
# The folder is closed to everybody else; the containers' own users must be able to read the single files they are given.
chmod 444 ./*
echo "The secrets are in $(pwd); the password of Airflow's user admin is in airflow_admin_password."
