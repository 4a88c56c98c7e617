import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { textOfHtml } from '../src/html-text.ts'
import { normalise } from '../src/normalise.ts'
import { shapes } from './corpus/heavy.ts'
import { heavyMails, type Measured } from './measure-memory.ts'

const longestMs = 5_000
/** As much as the inbox reads on its own thread, and what one mail may take of it (CPU, so that other work does not count). */
const small = 64_000
const longestHereMs = 250
const large = 4 * small

async function timeOf(bytes: Buffer): Promise<number> {
  const started = performance.now()
  const events = await normalise(
    { bytes, mediaType: 'message/rfc822', key: 'k', receivedAt: new Date(0) },
    { keys: [], displayName: null },
  )
  expect(events).toHaveLength(1)
  return performance.now() - started
}

describe('an attacker who wants to keep the desk busy gets no more than the size of the mail', () => {
  // What else the machine does must not count: a shape that is quadratic fails each time.
  test.each(Object.entries(shapes))('%s', { retry: 2, timeout: 30_000 }, async (_, shape) => {
    const cpu = process.cpuUsage()
    const little = await timeOf(shape(small))
    const { user, system } = process.cpuUsage(cpu)
    expect((user + system) / 1_000).toBeLessThan(longestHereMs)
    const much = await timeOf(shape(large))
    expect(much).toBeLessThan(longestMs)
    // Four times the size takes four times as long; what takes the square of it takes sixteen times.
    expect(much).toBeLessThan(10 * little + 300)
  })

  test('a hundred thousand links in one line', () => {
    const started = performance.now()
    expect(textOfHtml('<a href="https://e.example/x">link</a> '.repeat(100_000))).toHaveLength(499_999)
    expect(performance.now() - started).toBeLessThan(longestMs)
  })
})

describe('no mail takes more memory than four times its size', () => {
  const script = fileURLToPath(new URL('measure-memory.ts', import.meta.url))
  // As in the threads of the inbox: short-lived garbage is bounded, so that it is not mistaken for need.
  const flags = ['--expose-gc', '--max-semi-space-size=4', '--no-warnings']

  test.each(heavyMails)('%s', { timeout: 30_000 }, async (name) => {
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, name])
    const { mailBytes, keptBytes, peakBytes }: Measured = JSON.parse(stdout)
    expect(keptBytes).toBeLessThan(2 * mailBytes)
    expect(peakBytes).toBeLessThan(4 * mailBytes + garbageBytes)
  })
})
/** What a process lets lie before it collects. */
const garbageBytes = 32_000_000
