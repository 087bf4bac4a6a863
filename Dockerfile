# The image of all services: Airflow, the stages, the catalogue and the model, under an ordinary user.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
COPY requirements-celery.lock /tmp/
RUN --mount=type=cache,target=/root/.cache/pip python3 -m venv /opt/venv \
 && /opt/venv/bin/pip install --disable-pip-version-check --require-hashes --no-deps -r /tmp/requirements-celery.lock
WORKDIR /opt/revdoor
COPY pyproject.toml README.md LICENSE ./
COPY requirements ./requirements
COPY etl ./etl
RUN /opt/venv/bin/pip install --disable-pip-version-check --no-deps --no-build-isolation --editable . \
 && /opt/venv/bin/python -m compileall -q /opt/revdoor/etl

FROM ${PYTHON_IMAGE}
RUN groupadd -g 50000 revdoor && useradd -u 50000 -g revdoor -d /var/lib/revdoor -M revdoor \
 && install -d -o 50000 -g 50000 -m 0750 /var/lib/revdoor /var/log/revdoor
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/revdoor /opt/revdoor
COPY migrations /opt/revdoor/migrations
COPY dags /opt/revdoor/dags
COPY plugins /opt/revdoor/plugins
COPY sample /opt/revdoor/sample
COPY --chmod=755 docker/entrypoint.sh docker/init.sh /opt/revdoor/docker/
COPY docker/sample_week.py /opt/revdoor/docker/
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin PYTHONUNBUFFERED=1 OPENBLAS_NUM_THREADS=1 REVDOOR_HOME=/var/lib/revdoor
USER 50000:50000
WORKDIR /opt/revdoor
ENTRYPOINT ["/opt/revdoor/docker/entrypoint.sh"]
CMD ["airflow", "version"]
