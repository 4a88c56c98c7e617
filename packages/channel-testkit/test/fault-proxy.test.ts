import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startFaultProxy, type FaultProxy } from '../src/peers/fault-proxy.ts'
import { LineSocket } from '../src/peers/line-socket.ts'
import { until } from '../src/peers/until.ts'

describe('a fault proxy', () => {
  let echo: Server
  let heard: string
  let proxy: FaultProxy

  beforeEach(async () => {
    heard = ''
    echo = createServer((socket: Socket) => {
      socket.on('error', () => {})
      socket.on('data', (chunk) => {
        heard += chunk.toString()
        socket.write(chunk)
      })
    })
    await once(echo.listen(0, '127.0.0.1'), 'listening')
    proxy = await startFaultProxy({ targetPort: (echo.address() as AddressInfo).port })
  })

  afterEach(async () => {
    await proxy[Symbol.asyncDispose]()
    await once(echo.close(), 'close')
  })

  it('carries both directions and counts its connections', async () => {
    {
      await using client = await LineSocket.open(proxy.port)
      client.write('hello\r\n')
      expect(await client.line()).toBe('hello')
      expect(proxy.connections()).toBe(1)
    }
    await until('the connection is gone', () => proxy.connections() === 0)
  })

  it('delays what passes', async () => {
    await proxy.set({ latencyMs: 60 })
    await using client = await LineSocket.open(proxy.port)
    const started = performance.now()
    client.write('hello\r\n')
    await client.line()

    expect(performance.now() - started).toBeGreaterThanOrEqual(115)
  })

  it('cuts a connection after so many bytes of one direction', async () => {
    await proxy.set({ cutAfterBytes: { toClient: 7 } })
    await using client = await LineSocket.open(proxy.port)
    client.write('hello\r\nworld\r\n')

    expect(await client.line()).toBe('hello')
    await expect(client.line()).rejects.toThrow('closed')
    expect(heard).toBe('hello\r\nworld\r\n')
  })

  it('swallows everything in a black hole, and only the answers when half open', async () => {
    await using client = await LineSocket.open(proxy.port)
    await proxy.set({ blackhole: true })
    client.write('lost\r\n')
    await until('the black hole swallowed it', () => proxy.swallowedBytes() === 6)
    await proxy.set({ halfOpen: true })
    client.write('taken\r\n')
    await until('the answer was swallowed', () => proxy.swallowedBytes() === 13)
    await proxy.set({})
    client.write('healed\r\n')

    expect(await client.line()).toBe('healed')
    expect(heard).not.toContain('lost')
    expect(heard).toContain('taken')
  })

  it('resets open connections and new ones', async () => {
    await using client = await LineSocket.open(proxy.port)
    client.write('hello\r\n')
    await client.line()
    await proxy.set({ reset: true })

    await expect(client.line()).rejects.toThrow('ECONNRESET')
  })

  it('refuses while it is told to, and listens on the same port again', async () => {
    const { port } = proxy
    await proxy.set({ refuse: true })
    await expect(LineSocket.open(port)).rejects.toThrow('ECONNREFUSED')
    await proxy.set({})
    await using client = await LineSocket.open(port)
    client.write('back\r\n')

    expect(await client.line()).toBe('back')
  })
})
