#!/bin/sh
# Both databases brought up to date, and the pools that the DAGs name.
set -eu
airflow db migrate
airflow pools set feeds 2 "Polling feeds" >/dev/null
airflow pools set nlp 1 "Reading articles; one slot a core to spare" >/dev/null
revdoor db upgrade
