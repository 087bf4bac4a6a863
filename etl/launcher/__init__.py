"""Airflow on this machine, for `make run` and `make live`: its environment, its processes and its REST interface."""
