# syntax=docker/dockerfile:1
# Sila for production: the server alone, as a user without rights, on a root file system that may be read-only. It brings no
# PostgreSQL; DATABASE_URL says where one is. docs/operating.md tells how to run it.

FROM node:24-bookworm-slim AS build
WORKDIR /sila
COPY package.json package-lock.json .npmrc ./
# What packages run when they are installed is for developers: nothing of it is needed here.
RUN npm ci --ignore-scripts
COPY . .
# The platform packages of the embedded database are optional dependencies: without them the image is a third of its size.
RUN npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Sila" \
      org.opencontainers.image.description="Arabic-first news aggregation server" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /sila
COPY --from=build /sila/package.json /sila/LICENSE /sila/NOTICE /sila/schema.graphql ./
COPY --from=build /sila/node_modules ./node_modules
COPY --from=build /sila/bin ./bin
COPY --from=build /sila/dist ./dist
COPY --from=build /sila/lexicon ./lexicon
COPY --from=build /sila/sample ./sample
COPY --from=build /sila/sources ./sources
RUN mkdir -p /var/lib/sila && chown node:node /var/lib/sila
# Within the container's own network; only 4000 is meant to be published.
ENV NODE_ENV=production \
    SILA_HOST=0.0.0.0 \
    SILA_PORT=4000 \
    SILA_METRICS_ADDRESS=0.0.0.0:9464 \
    SILA_DATA_DIR=/var/lib/sila \
    SILA_SAMPLE=off
EXPOSE 4000 9464
VOLUME /var/lib/sila
# By number, so that Kubernetes can tell that it is not root.
USER 1000:1000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9464/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=64", "bin/sila.js"]
CMD ["serve"]
