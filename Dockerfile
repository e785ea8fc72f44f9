# Everything in one container: docker run --publish 127.0.0.1:5001:5001 --volume culture-data:/app/.data culture-events
# It brings its own event node and Postgres; set EVENTSTORE_URL, DATABASE_URL, NATS_URL and REDIS_URL for servers elsewhere.
FROM node:20-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && cp package-lock.json node_modules/.installed-lock

FROM node:20-slim
ENV API_HOST=0.0.0.0
WORKDIR /app
RUN mkdir .data && chown node:node .data
COPY --from=packages /app/node_modules ./node_modules
COPY . .
USER node
VOLUME ["/app/.data"]
EXPOSE 5001 5002
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s CMD \
  node --eval "fetch('http://127.0.0.1:5001/health/api').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"
STOPSIGNAL SIGTERM
CMD ["./pc", "start-backend"]
