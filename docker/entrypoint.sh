#!/bin/sh
# Hands the secrets to the process that is started, and to nobody who inspects the container.
set -eu
secret() { cat "/run/secrets/$1"; }
export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="postgresql+psycopg://airflow:$(secret airflow_db_password)@postgres:5432/airflow"
export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC="postgresql+psycopg_async://airflow:$(secret airflow_db_password)@postgres:5432/airflow"
export AIRFLOW__CORE__FERNET_KEY="$(secret fernet_key)"
export AIRFLOW__API_AUTH__JWT_SECRET="$(secret jwt_secret)"
export AIRFLOW__API__SECRET_KEY="$(secret api_secret_key)"
export REVDOOR_DATABASE_URL="postgresql://etl:$(secret etl_db_password)@postgres:5432/revdoor"
if [ -r /run/secrets/redis_password ]; then
  export AIRFLOW__CELERY__BROKER_URL="redis://:$(secret redis_password)@redis:6379/0"
  export AIRFLOW__CELERY__RESULT_BACKEND="db+postgresql+psycopg://airflow:$(secret airflow_db_password)@postgres:5432/airflow"
fi
# The file that Airflow checks log-ins against; made anew so that only this user can read it.
umask 077
printf '{"admin": "%s"}' "$(secret airflow_admin_password)" > "${AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE:?}"
exec "$@"
