#!/bin/bash
# Roles and databases, once, when the cluster is made. The schemas and the analyst's rights are the migrations' work.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres \
  -v airflow="$(cat /run/secrets/airflow_db_password)" \
  -v etl="$(cat /run/secrets/etl_db_password)" \
  -v analyst="$(cat /run/secrets/analyst_db_password)" <<'SQL'
CREATE ROLE airflow LOGIN PASSWORD :'airflow';
CREATE DATABASE airflow OWNER airflow;
CREATE ROLE etl LOGIN PASSWORD :'etl';
CREATE DATABASE revdoor OWNER etl;
CREATE ROLE analyst LOGIN PASSWORD :'analyst' CONNECTION LIMIT 20;
ALTER ROLE analyst SET default_transaction_read_only = on;
ALTER ROLE analyst SET statement_timeout = '60s';
GRANT analyst TO etl;
REVOKE CONNECT, TEMPORARY ON DATABASE airflow FROM PUBLIC;
REVOKE CONNECT, TEMPORARY ON DATABASE revdoor FROM PUBLIC;
GRANT CONNECT ON DATABASE revdoor TO analyst;
SQL
