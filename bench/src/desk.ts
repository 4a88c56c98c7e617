/** The product with its public API: in one process as a small desk runs it, or as the api of several. */
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { apiKey, startServing, type DeskOptions, type DeskProcess } from './desk-process.ts'

/** A running desk. `startMs` is the time from the start command to the first good answer of `/readyz`. */
export class Desk implements AsyncDisposable {
  readonly url: string
  readonly startMs: number
  readonly #process: DeskProcess

  constructor(served: DeskProcess, url: string, startMs: number) {
    this.#process = served
    this.url = url
    this.startMs = startMs
  }

  get pid(): number {
    return this.#process.pid
  }

  async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        // What packing costs is not what is compared, and the floors do not pack.
        'accept-encoding': 'identity',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return (response.status === 204 ? undefined : await response.json()) as Answer
  }

  /** The event stream as an agent's browser reads it. */
  async events(signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await fetch(`${this.url}/api/v1/events/stream`, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal,
    })
    if (!response.ok || response.body === null) throw new Error(`The event stream answered ${response.status}.`)
    return response.body
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    await this.#process.kill(signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGTERM')
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** `roles` as `--role` takes them; without, everything in one process. */
export async function startDesk({ roles, ...options }: DeskOptions & { roles?: string }): Promise<Desk> {
  const port = await freePort()
  const begun = performance.now()
  const served = await startServing(roles === undefined ? [] : ['--role', roles], { ...options, port })
  return new Desk(served, `http://127.0.0.1:${port}`, performance.now() - begun)
}

/** A desk over tables that `seed` has filled while nothing ran on them. */
export async function startSeeded(
  stack: AsyncDisposableStack,
  options: DeskOptions & { databaseUrl: string },
  seed: () => Promise<unknown>,
): Promise<Desk> {
  // The first start makes the tables.
  await (await startDesk(options)).kill('SIGTERM')
  await seed()
  return stack.use(await startDesk(options))
}
