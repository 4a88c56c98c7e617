import { once } from 'node:events'
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import type { QueueBackend } from '../../src/backend.ts'

/** A real store on a port of its own that tests may stop, start again and empty. */
export interface Peer extends AsyncDisposable {
  backend: QueueBackend
  start(): Promise<void>
  /** Shuts down as an operator would: open connections are told and cut. */
  stop(): Promise<void>
  /** Forgets every job, schedule and setting, as a store without persistence does at a restart. */
  empty(): Promise<void>
  /** Takes requests and answers none until the returned function is called. */
  freeze(): Promise<() => Promise<void>>
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A server program that runs until it is told to end. */
export function launch(program: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  return spawn(program, args, { ...options, stdio: 'ignore' })
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await once(child, 'exit')
}
