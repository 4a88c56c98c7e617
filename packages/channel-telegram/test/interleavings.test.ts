/** Whatever goes wrong in whatever order: what customers wrote is stored, each once, and nothing is confirmed before. */
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { htmlPage, refusal, tooManyRequests } from '../pretend/answers.ts'
import { channel, openLine } from './open-line.ts'

const step = fc.constantFrom(
  'write',
  'write',
  'write',
  'store fails',
  'answer lost after commit',
  'cut',
  'page',
  'flood',
  'other reader',
  'restart',
)

it('stores what customers wrote, each once, under any interleaving', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      await using line = await openLine()
      const { bot, host, provider } = line
      const person = provider.people[0]!
      let written = 0
      let unstored = 0
      let stop = new AbortController()
      const receiving = (async () => {
        for (;;) {
          const over = stop.signal
          await line.connection.receive!(over).catch(() => undefined)
          if (over.reason === 'end') return
        }
      })()
      for (const name of steps) {
        if (name === 'write') bot.hears(person, { text: `message ${(written += 1)}` })
        if (name === 'store fails') host.planForMessages('fail', 1)
        if (name === 'answer lost after commit') host.planForMessages('fail_after_commit', 1)
        if (name === 'cut') provider.telegram.cutLinks()
        if (name === 'page')
          bot.faults.next(/^getUpdates$/, { do: 'take_then_answer', answer: htmlPage(502, 'Bad Gateway') })
        if (name === 'flood') bot.faults.next(/^getUpdates$/, { do: 'answer', answer: refusal(tooManyRequests(1)) })
        if (name === 'other reader') await bot.queue.get({ offset: 0 }, stop.signal).catch(() => undefined)
        if (name === 'restart') {
          const ended = stop
          stop = new AbortController()
          ended.abort('restart')
        }
        await new Promise(setImmediate)
        unstored = Math.max(unstored, bot.queue.confirmed - confirmable(await host.loadCursor()))
      }
      try {
        await vi.waitFor(() => expect(host.rows.size).toBe(written), { timeout: 10_000, interval: 10 })
      } finally {
        stop.abort('end')
        await receiving
      }
      const self = channel.self(provider.settings())
      const events = (await Promise.all([...host.rows.values()].map((raw) => channel.normalise(raw, self)))).flat()
      const texts = events.map((event) => (event.kind === 'message' ? event.body.text : ''))
      expect(texts).toEqual(Array.from({ length: written }, (_, index) => `message ${index + 1}`))
      expect({ unstored, violations: host.violations }).toEqual({ unstored: 0, violations: [] })
    }),
    // A loss shows after seconds: no time to look for the shortest way to it.
    { numRuns: 15, endOnFailure: true },
  )
}, 60_000)

function confirmable(cursor: Record<string, unknown> | null): number {
  return typeof cursor?.['offset'] === 'number' ? cursor['offset'] : 0
}
