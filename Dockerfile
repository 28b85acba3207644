# The image of docker-compose.yml. Written by the book and not yet built by us: the machines that test
# caseflow have no container engine (docs/decisions/0004-compose-validated-not-run.md).

# Style sheets, icons and the papers' typeface
FROM node:22-bookworm-slim AS frontend
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

# Debian 13: its postgresql-client is version 17, as new as the database of docker-compose.yml
FROM python:3.11-slim-trixie
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql-client-17 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /srv/caseflow-data --create-home caseflow
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt
COPY . .
# Of the front-end packages the image keeps what script/vendor takes: 22 of 131 MB.
# Built in the trial profile, which needs no secrets; what the image runs as stands in docker-compose.yml.
RUN --mount=type=bind,from=frontend,source=/app/node_modules,target=/app/node_modules \
    python script/vendor && python manage.py collectstatic --noinput --verbosity 0
USER 10001
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
# Alive or not; whether requests may be sent is asked at /readyz.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["sh", "-c", "exec gunicorn caseflow.wsgi --config python:caseflow.gunicorn --bind 0.0.0.0:8000 --workers ${WEB_CONCURRENCY:-4} --threads 8 --preload --no-control-socket"]
