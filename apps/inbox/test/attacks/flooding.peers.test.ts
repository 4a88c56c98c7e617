/** Attackers who want the desk to drown: thousands of first mails, each from somebody else. */
import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { accept } from '../../src/ledger/accept.ts'
import { rawOf } from '../support/pretend-channel.ts'
import { openPretendDesk, type PretendDesk } from '../support/pretend-desk.ts'

/** All ten thousand: `FORGED_MAILS=10000 pnpm vitest run --project peers apps/inbox/test/attacks/flooding`. */
const forgedMails = Number(process.env['FORGED_MAILS'] ?? 300)
const limitMs = 60_000 + forgedMails * 100
const batch = 100

async function flood(desk: PretendDesk, accountId: string, from: number, count: number): Promise<void> {
  const mails = Array.from({ length: count }, (_, n) => {
    const i = from + n
    const mail = {
      id: `<${i}@flood>`,
      from: `forged${i}@d${i % 997}.example`,
      subject: `Urgent ${i}`,
      text: `I am customer ${i}. `.repeat(40),
      references: [`<${i - 1}@flood>`, '<1@ann>', `<unseen${i}@flood>`],
    }
    return rawOf({ bytes: new TextEncoder().encode(JSON.stringify(mail)), receivedAt: new Date() }, `flood ${i}`)
  })
  await accept(desk.ctx, { accountId, epoch: null }, mails)
  await desk.ingestAll()
}

async function list({ ctx }: PretendDesk): Promise<number> {
  const startedAt = performance.now()
  await sql`select * from conversations where status = 'open' order by last_activity_at desc, id desc limit 50`.execute(
    ctx.db,
  )
  return performance.now() - startedAt
}

describe('an attacker who wants to drown the desk in forged first mails', () => {
  it(
    'gets no answer, makes no mail dearer than the one before, and leaves the list usable',
    async () => {
      await using desk = await openPretendDesk()
      const accountId = await desk.account()
      const raw = new TextEncoder().encode(
        JSON.stringify({ id: '<1@ann>', from: 'ann@example.com', text: 'a real customer' }),
      )
      await accept(desk.ctx, { accountId, epoch: null }, [rawOf({ bytes: raw, receivedAt: new Date() }, 'ann 1')])
      await desk.ingestAll()

      const perMailMs: number[] = []
      globalThis.gc?.()
      const memoryBefore = process.memoryUsage().heapUsed
      for (let sent = 0; sent < forgedMails; sent += batch) {
        const startedAt = performance.now()
        await flood(desk, accountId, sent + 1, batch)
        perMailMs.push((performance.now() - startedAt) / batch)
      }
      globalThis.gc?.()
      const grownMb = (process.memoryUsage().heapUsed - memoryBefore) / 1e6
      const half = Math.floor(perMailMs.length / 2)
      const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
      const [early, late, listMs] = [median(perMailMs.slice(0, half)), median(perMailMs.slice(half)), await list(desk)]
      if (process.env['FORGED_MAILS'])
        process.stdout.write(`${JSON.stringify({ forgedMails, early, late, grownMb, listMs })}\n`)

      const answers = await desk.ctx.db
        .selectFrom('messages')
        .select('id')
        .where('direction', '=', 'outbound')
        .execute()
      expect(answers).toEqual([])
      expect(desk.rung.drain).toEqual([])
      const shown = await sql<{ n: number }>`select count(*)::int as n from conversations`.execute(desk.ctx.db)
      expect(shown.rows[0]?.n).toBe(1 + forgedMails)
      expect(late).toBeLessThan(early * 4 + 20)
      expect(listMs).toBeLessThan(500)
      expect(grownMb).toBeLessThan(100)

      const again = { id: '<2@ann>', from: 'ann@example.com', text: 'still heard', references: ['<1@ann>'] }
      const bytes = new TextEncoder().encode(JSON.stringify(again))
      await accept(desk.ctx, { accountId, epoch: null }, [rawOf({ bytes, receivedAt: new Date() }, 'ann 2')])
      await desk.ingestAll()
      const { rows } = await sql<{ texts: string[] }>`
      select array_agg(body_text order by id) as texts from messages where sender_key = 'ann@example.com'
      group by conversation_id`.execute(desk.ctx.db)
      expect(rows).toEqual([{ texts: ['a real customer', 'still heard'] }])
    },
    limitMs,
  )
})
