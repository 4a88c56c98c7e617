/** The socket in front of the app. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { StartRefused } from '../start-refused.ts'
import type { App } from './app.ts'

/** From the beginning of the stop: when requests still running are cut off. */
const cutOffAfterMs = 4_000
/** Longer than the idle time of usual proxies, so that they close first and never meet a closed connection. */
const keepAliveMs = 75_000

export interface Listening extends AsyncDisposable {
  host: string
  port: number
}

/** Disposing takes no new connections, lets running requests end, and then closes. Port 0 takes a free one. */
export async function serve(app: App, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  server.keepAliveTimeout = keepAliveMs
  await listening(server, { host, port })
  return {
    host,
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => close(server),
  }
}

function listening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refusalOf(error, { host, port })))
    server.listen(port, host, () => resolve())
  })
}

function refusalOf(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): Error {
  const sentences: Record<string, string> = {
    EADDRINUSE: `port ${port} is taken by another program; stop that one, or choose another port with PORT.`,
    EACCES: `this account may not listen on port ${port}; choose one above 1023 with PORT.`,
    EADDRNOTAVAIL: `HOST is ${host}, which is no address of this machine; leave it out or correct it.`,
    ENOTFOUND: `HOST is ${host}, which is no address of this machine; leave it out or correct it.`,
  }
  const sentence = sentences[error.code ?? '']
  return sentence ? new StartRefused(sentence, { cause: error }) : error
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), cutOffAfterMs)
    server.close(() => {
      clearTimeout(cutOff)
      resolve()
    })
    server.closeIdleConnections()
  })
}
