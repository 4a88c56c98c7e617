/** A TCP proxy that makes a healthy server look like a bad network, while connections are open. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export type Faults = {
  /** Added to each chunk, in each direction. Set before connecting: changing it under way may reorder bytes. */
  latencyMs?: number
  /** A connection is cut once so many bytes went that way, counted from its start. */
  cutAfterBytes?: { toTarget?: number; toClient?: number }
  /** Nothing moves any more, in either direction; connections stay open and new ones are taken. */
  blackhole?: boolean
  /** What the client says still arrives; what the server says no longer does. */
  halfOpen?: boolean
  /** Open connections are reset, and so is each new one. */
  reset?: boolean
  /** Nobody listens on the port; open connections are ended. */
  refuse?: boolean
}

export type FaultProxyOptions = { targetPort: number; targetHost?: string }

type Link = { client: Socket; target: Socket; bytes: { toTarget: number; toClient: number } }

export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const proxy = new FaultProxy(options)
  await proxy.set({})
  return proxy
}

export class FaultProxy implements AsyncDisposable {
  readonly #target: { host: string; port: number }
  readonly #links = new Set<Link>()
  readonly #server: Server
  #faults: Faults = {}
  #port = 0
  #swallowedBytes = 0

  constructor({ targetPort, targetHost = '127.0.0.1' }: FaultProxyOptions) {
    this.#target = { host: targetHost, port: targetPort }
    this.#server = createServer((client) => this.#link(client))
  }

  /** The same for the proxy's whole life, whatever it refuses in between. */
  get port(): number {
    return this.#port
  }

  /** Replaces all faults; `set({})` heals. Resolves once a `refuse` has taken, or lost, its effect. */
  async set(faults: Faults): Promise<void> {
    this.#faults = faults
    if (faults.reset || faults.refuse) for (const link of this.#links) end(link, faults.reset ? 'reset' : 'close')
    if (faults.refuse && this.#server.listening) await once(this.#server.close(), 'close')
    if (!faults.refuse && !this.#server.listening) {
      await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening')
      this.#port = (this.#server.address() as AddressInfo).port
    }
  }

  /** How many connections of clients are open. */
  connections(): number {
    return this.#links.size
  }

  /** How much `blackhole` and `halfOpen` have kept from arriving, over both directions. */
  swallowedBytes(): number {
    return this.#swallowedBytes
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.set({ refuse: true })
  }

  #link(client: Socket): void {
    if (this.#faults.reset) return void client.resetAndDestroy()
    const link: Link = { client, target: connect(this.#target), bytes: { toTarget: 0, toClient: 0 } }
    this.#links.add(link)
    for (const socket of [client, link.target]) {
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        this.#links.delete(link)
        end(link, 'close')
      })
    }
    this.#carry(link, 'toTarget')
    this.#carry(link, 'toClient')
  }

  #carry(link: Link, direction: 'toTarget' | 'toClient'): void {
    const [from, to] = direction === 'toTarget' ? [link.client, link.target] : [link.target, link.client]
    from.on('data', (chunk: Buffer) => {
      const { latencyMs = 0 } = this.#faults
      if (latencyMs > 0) setTimeout(() => this.#pass(link, direction, to, chunk), latencyMs)
      else this.#pass(link, direction, to, chunk)
    })
    // Ended only after what was said before has been passed on.
    from.on('end', () => {
      if (!this.#faults.blackhole) setTimeout(() => to.end(), this.#faults.latencyMs ?? 0)
    })
  }

  #pass(link: Link, direction: 'toTarget' | 'toClient', to: Socket, chunk: Buffer): void {
    const { blackhole, halfOpen, cutAfterBytes } = this.#faults
    if (blackhole || (halfOpen && direction === 'toClient')) {
      this.#swallowedBytes += chunk.length
      return
    }
    if (to.destroyed) return
    const left = (cutAfterBytes?.[direction] ?? Number.POSITIVE_INFINITY) - link.bytes[direction]
    link.bytes[direction] += chunk.length
    if (chunk.length < left) return void to.write(chunk)
    to.write(chunk.subarray(0, Math.max(0, left)), () => end(link, 'close'))
  }
}

function end({ client, target }: Link, how: 'reset' | 'close'): void {
  for (const socket of [client, target]) {
    if (socket.destroyed) continue
    if (how === 'reset') socket.resetAndDestroy()
    else socket.destroy()
  }
}
