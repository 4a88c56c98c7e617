/** Floors run in processes of their own, as the product does. */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

type Child = ChildProcessByStdio<Writable, Readable, null>
export type FloorProgram =
  | 'accounts-floor.ts'
  | 'mail-floor.ts'
  | 'many-mailboxes.ts'
  | 'no-op-jobs.ts'
  | 'read-floor.ts'

/** A floor that answers one task after the other, a line of JSON each. */
export type AskFloor = { ask<Answer>(task: object): Promise<Answer>; pid: number }

export function startFloor(stack: AsyncDisposableStack, program: FloorProgram, args: readonly string[]): AskFloor {
  const child = spawnFloor(stack, program, args)
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    pid: child.pid ?? 0,
    async ask<Answer>(task: object) {
      child.stdin.write(`${JSON.stringify(task)}\n`)
      const { value, done } = await answers.next()
      if (done) throw new Error('The floor ended without an answer.')
      return JSON.parse(value) as Answer
    },
  }
}

/** A floor that serves HTTP and prints its port. Resolves with its address. */
export async function serveFloor(
  stack: AsyncDisposableStack,
  program: FloorProgram,
  args: readonly string[],
): Promise<string> {
  const child = spawnFloor(stack, program, args)
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  return `http://127.0.0.1:${port.toString().trim()}`
}

function spawnFloor(stack: AsyncDisposableStack, program: FloorProgram, args: readonly string[]): Child {
  const path = fileURLToPath(new URL(`floor/${program}`, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const killAtExit = () => child.kill('SIGKILL')
  process.once('exit', killAtExit)
  stack.defer(async () => {
    process.off('exit', killAtExit)
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill()
    await exited
  })
  return child
}
