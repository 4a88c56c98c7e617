/** One connection that LISTENs, for as long as the process runs: a server that restarts is found again. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '@cordboard/core/channel/channel'
import pg from 'pg'

const reconnectAfterMs = 1_000

export type Listening = {
  url: string
  channel: string
  /** What was notified. May repeat; a notification may also be missed while disconnected. */
  onNotify(payload: string): void
  /** Called after each connect: whatever was missed before it has to be read from the tables. */
  onConnect(): void
  log: Log
}

/** Resolves when the first connection listens. Disposing ends it. */
export async function listen(options: Listening): Promise<AsyncDisposable> {
  const ended = new AbortController()
  let client = await connect(options)
  const running = keepListening()
  async function keepListening(): Promise<void> {
    while (!ended.signal.aborted) {
      await lost(client, ended.signal)
      await client.end().catch(() => undefined)
      if (!ended.signal.aborted) client = await reconnect(options, ended.signal, client)
    }
  }
  return {
    async [Symbol.asyncDispose]() {
      ended.abort()
      await running
    },
  }
}

async function connect({ url, channel, onNotify, onConnect }: Listening): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'cordboard-listen', keepAlive: true })
  client.on('error', () => undefined)
  client.on('notification', ({ payload = '' }) => onNotify(payload))
  await client.connect()
  await client.query(`listen ${pg.escapeIdentifier(channel)}`)
  onConnect()
  return client
}

async function reconnect(options: Listening, signal: AbortSignal, dead: pg.Client): Promise<pg.Client> {
  options.log.warn({ channel: options.channel }, 'listen_connection_lost')
  while (!signal.aborted) {
    try {
      const client = await connect(options)
      options.log.info({ channel: options.channel }, 'listen_connection_restored')
      return client
    } catch (error) {
      options.log.debug({ error, channel: options.channel }, 'listen_reconnect_failed')
      await delay(reconnectAfterMs, undefined, { signal }).catch(() => undefined)
    }
  }
  return dead
}

function lost(client: pg.Client, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    client.once('end', () => resolve())
    client.once('error', () => resolve())
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
