/**
 * Loaded before a desk's own code: its `Date` is off by the milliseconds that stand in the file `MOVED_CLOCK` names, and follows the file
 * as it changes. Timers and `performance` go on as they are, as with a real jump of the wall clock. PostgreSQL and Redis keep their own.
 */
import { readFileSync, watchFile } from 'node:fs'

const lookEveryMs = 50
const file = process.env['MOVED_CLOCK'] ?? ''
const RealDate = Date
let offsetMs = 0

function read(): void {
  offsetMs = Number(readFileSync(file, 'utf8'))
}

read()
watchFile(file, { interval: lookEveryMs, persistent: false }, () => {
  try {
    read()
  } catch {
    // The test is over.
  }
})

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [RealDate.now() + offsetMs] : args, newTarget),
  apply: () => new Date().toString(),
  get: (target, name, receiver) =>
    name === 'now' ? () => RealDate.now() + offsetMs : Reflect.get(target, name, receiver),
})
