# Built: docker build -t news-monitor .    Run: deploy/compose.yaml and docs/running.md.

# 3.11 is the Python that the tests run on and that constraints.txt was made with.
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/news-monitor
# What it stands on comes first, so that a change of our own code does not install all of it again: an empty package of
# the same name and dependencies is enough for that.
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY config config
RUN mkdir monitor \
    && echo '__version__ = "0"' > monitor/__init__.py \
    && /opt/news-monitor/bin/pip install -c constraints.txt '.[postgres]'
COPY monitor monitor
RUN /opt/news-monitor/bin/pip install --no-deps --force-reinstall -c constraints.txt .

FROM python:3.11-slim
# /data is all that it writes to, beside /tmp; the root may be read-only. The number, not a name, lets Kubernetes see
# that it is not root.
COPY --from=build /opt/news-monitor /opt/news-monitor
RUN install -d -m 0700 -o 65532 -g 65532 /data
ENV PATH=/opt/news-monitor/bin:$PATH \
    HOME=/data \
    XDG_CACHE_HOME=/data/cache \
    TMPDIR=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 65532:65532
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
# Asks the database for the service's last sign of life, which it gives only while its loop turns.
HEALTHCHECK --interval=30s --timeout=20s --start-period=2m --retries=3 \
    CMD ["news-monitor", "health", "--config", "/config/monitor.yaml"]
ENTRYPOINT ["news-monitor"]
CMD ["run", "--config", "/config/monitor.yaml"]
