import { createServer } from 'node:net'

/** Why the desk cannot listen where it was told to, as one sentence that says what to do. */
export class PortRefusal extends Error {}

const reasons: Record<string, (host: string, port: number) => string> = {
  EADDRINUSE: (_, port) =>
    `port ${port} is taken by another program; stop that one, or choose another port: PORT=${port + 1} npm start`,
  EACCES: (_, port) => `this account may not listen on port ${port}; choose one above 1023: PORT=4000 npm start`,
  EADDRNOTAVAIL: (host) => `HOST is ${host}, which is no address of this machine; leave it out or correct it.`,
  ENOTFOUND: (host) => `HOST is ${host}, which is no address of this machine; leave it out or correct it.`,
}

/** Asked before slow work: a build of ten seconds that ends in "port taken" is a waste of somebody's patience. */
export async function requireFreePort({ host, port }: { host: string; port: number }): Promise<void> {
  const trouble = await listenOnce(host, port)
  if (trouble === null) return
  throw new PortRefusal(reasons[trouble]?.(host, port) ?? `nothing can listen on ${host}:${port} (${trouble}).`)
}

/** Null when it could, else the code of the error. */
function listenOnce(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(null)))
  })
}
