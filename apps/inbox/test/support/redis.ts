import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { peerProgram } from '@cordboard/channel-testkit/peers'

/** A real redis-server. After `kill9` start another one on the same `port`, with the same `folder` to keep its data. */
export interface RedisServer extends AsyncDisposable {
  url: string
  port: number
  folder: string
  /** Ends it as a power cut would; resolves when it is gone. */
  kill9(): Promise<void>
  /** It keeps its connections and answers nothing, as behind a dead network. */
  freeze(): void
  thaw(): void
}

/** `persistence: true` keeps an append-only file in `folder`. Evicts nothing, as BullMQ demands. */
export async function startRedis(
  options: { port?: number; persistence?: boolean; folder?: string } = {},
): Promise<RedisServer> {
  const port = options.port ?? (await freePort())
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'cordboard-test-redis-')))
  const settings = {
    port: `${port}`,
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: options.persistence ? 'yes' : 'no',
    'maxmemory-policy': 'noeviction',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const child = spawn(peerProgram('redis'), args, { stdio: 'ignore' })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await answering(port, child)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await exited
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder,
    kill9: () => end('SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await end('SIGKILL')
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** Resolves at the first PONG: a connection alone is taken while it still loads its data. */
async function answering(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    if (await ping(port)) return
    await delay(10)
  }
  throw new Error(`redis-server stopped while starting on port ${port} (${child.signalCode ?? child.exitCode})`)
}

function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', (answer) => {
      resolve(answer.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}
