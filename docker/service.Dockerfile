FROM python:3.11-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev pkg-config default-libmysqlclient-dev
WORKDIR /srv/plan-bridge
COPY pyproject.toml setup.py README.md ./
COPY bridge bridge
COPY sql sql
RUN pip wheel --no-cache-dir --wheel-dir /wheels .

FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends libmariadb3 fonts-dejavu-core && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home bridge && install -d -o bridge /keys
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels plan-bridge
USER bridge
CMD ["bridge", "serve"]
