# syntax=docker/dockerfile:1
# The portal as an image. It carries Next's standalone server, the migrations, the queries, the command line and nothing
# of the stand-ins. `npm run image:prove` performs these steps on the host.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY cli/package.json cli/
COPY cli/bin cli/bin
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="Pergola" \
      org.opencontainers.image.description="An internal web portal for a company that makes things"
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    PERGOLA_DATA_DIR=/data
RUN groupadd --system --gid 10001 pergola \
    && useradd --system --uid 10001 --gid pergola --home-dir /data --shell /usr/sbin/nologin pergola \
    && install -d -o pergola -g pergola -m 0700 /data \
    && ln -s /app/cli/bin/pergola.js /usr/local/bin/pergola
WORKDIR /app
# Owned by root: the portal cannot change its own code. Nothing is written outside /data and /tmp.
COPY --from=build /app/.next/standalone ./
USER 10001:10001
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Applies migrations (several replicas take turns), then serves. SIGTERM lets requests in flight finish. Node's options are
# those of start/server-flags.ts.
CMD ["node", "--no-memory-reducer", "--min-semi-space-size=32", "--max-semi-space-size=32", "dist/serve.mjs"]
