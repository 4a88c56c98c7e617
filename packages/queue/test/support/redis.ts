import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChildProcess } from 'node:child_process'
import { Redis } from 'ioredis'
import { end, freePort, launch, type Peer } from './peer.ts'
import { until } from './until.ts'

export async function startRedis(extra: readonly string[] = []): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let server: ChildProcess | undefined

  async function start(): Promise<void> {
    server = launch('redis-server', [
      '--port',
      `${port}`,
      '--dir',
      folder,
      '--save',
      '',
      '--appendonly',
      'yes',
      ...extra,
    ])
    await until('Redis answers', () => ask(url, (redis) => redis.ping()))
  }

  await start()
  return {
    backend: { kind: 'redis', url },
    start,
    stop: () => end(server!, 'SIGTERM'),
    async empty() {
      await ask(url, (redis) => redis.flushall())
    },
    async freeze() {
      server!.kill('SIGSTOP')
      return async () => {
        server!.kill('SIGCONT')
      }
    },
    async [Symbol.asyncDispose]() {
      await end(server!, 'SIGKILL')
      await rm(folder, { recursive: true })
    },
  }
}

/** Undefined while the server cannot be reached. */
async function ask<T>(url: string, question: (redis: Redis) => Promise<T>): Promise<T | undefined> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    return await question(redis)
  } catch {
    return undefined
  } finally {
    redis.disconnect()
  }
}
