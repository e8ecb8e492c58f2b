# The fakes on port 8700 (docs/install.md). Every call to /_sim but /_sim/health wants the token:
#   docker build --tag stocktake .
#   docker run --rm --init --publish 127.0.0.1:8700:8700 --env STOCKTAKE_TOKEN=some-word stocktake

FROM python:3.11-slim AS build
# What is installed: exports (PDF, Excel), tls; engine and fuzz are for `check` in the container.
ARG EXTRAS=exports,tls
WORKDIR /src
COPY pyproject.toml README.md LICENSE constraints.txt ./
COPY scripts/hatch_build.py scripts/
COPY simulators simulators
COPY openapi openapi
COPY fixtures fixtures
COPY docs/examples docs/examples
# An environment without pip, and a folder for worlds that the image's user may write.
RUN python -m venv --without-pip /opt/stocktake \
    && python -m pip --python /opt/stocktake install --no-cache-dir --constraint constraints.txt ".${EXTRAS:+[$EXTRAS]}" \
    && mkdir /data

FROM python:3.11-slim
COPY --from=build /opt/stocktake /opt/stocktake
COPY --from=build --chown=10001:10001 /data /data
ENV PATH=/opt/stocktake/bin:$PATH PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /data
EXPOSE 8700 8743
# The one call that wants no token, by what the image has anyway, past any proxy.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as ask; ask.build_opener(ask.ProxyHandler({})).open('http://127.0.0.1:' + os.environ.get('STOCKTAKE_SERVE_PORT', '8700') + '/_sim/health', timeout=2)"]
ENTRYPOINT ["stocktake"]
CMD ["serve", "--host", "0.0.0.0"]
