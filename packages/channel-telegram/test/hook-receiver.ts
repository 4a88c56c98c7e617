/** A desk's door for webhooks: a real HTTP server before `handleWebhook`. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readBody } from '../pretend/parameters.ts'

export async function startHookReceiver(
  handle: (request: Request) => Promise<Response>,
): Promise<AsyncDisposable & { url: string }> {
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = new Uint8Array(await readBody(incoming))
    const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
    const request = new Request(`http://desk${incoming.url}`, { method: 'POST', headers, body })
    const given = await handle(request).catch(() => new Response(null, { status: 500 }))
    response.writeHead(given.status).end(await given.text())
  }
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/telegram/1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
