/** A TCP server that says what a test tells it to, for servers no mail program would be. */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

export type RawServer = AsyncDisposable & { port: number }

export async function rawServer(onConnection: (socket: Socket) => void): Promise<RawServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    onConnection(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Greets, then answers each line by the first pattern that fits. */
export function speaking(greeting: string, answers: readonly (readonly [RegExp, string])[]): (socket: Socket) => void {
  return (socket) => {
    socket.write(`${greeting}\r\n`)
    socket.on('data', (chunk) => {
      for (const line of chunk.toString('latin1').split('\r\n').filter(Boolean)) {
        const [, answer] = answers.find(([pattern]) => pattern.test(line)) ?? []
        if (answer !== undefined) socket.write(`${answer}\r\n`)
      }
    })
  }
}
