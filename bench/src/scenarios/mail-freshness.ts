/** One mail into an idle mailbox: how much later than the raw server announcement an agent sees it in the list. */
import { ImapFlow } from 'imapflow'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { addMailbox, allConnected } from '../accounts.ts'
import { openBrowser, signIn } from '../browser.ts'
import { nowMs } from '../clock.ts'
import { startDesk, type Desk } from '../desk.ts'
import { watchEvents } from '../event-watch.ts'
import { percentile } from '../pairs.ts'
import { factLine, limitLine, type Line } from '../report.ts'
import { startMailServer, startPostgres, temporaryFolder } from '../stage.ts'
import { shortMails } from '../steady.ts'
import { until } from '../until.ts'

type Moments = { delivered: number; announced: number; event: number; painted: number }

export async function mailFreshness({ mails }: { mails: number }): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const dovecot = await startMailServer(stack, ['fresh'])
  const postgres = await startPostgres(stack)
  const databaseUrl = await postgres.database('desk')
  const desk = stack.use(await startDesk({ dataDir: await temporaryFolder(stack), databaseUrl }))
  await addMailbox(desk, dovecot, 'fresh')
  await allConnected(desk, 1)
  using events = await watchEvents(desk)
  const painted = await watchRows(stack, desk)
  const announced = await watchRaw(stack, dovecot)
  const seen: Moments[] = []
  const source = shortMails('fresh')
  // The first one warms both sides up and is not counted.
  for (let index = 0; index <= mails; index++) {
    // Random moments, so that no round falls into step with the server's own rhythm.
    await delay(300 + Math.random() * 900)
    const { subject, raw } = source.next().value as { subject: string; raw: Buffer }
    const before = announced.length
    const delivered = nowMs()
    await dovecot.deliver('fresh', raw)
    await until(
      `mail ${index} is announced, told and painted`,
      async () => announced.length > before && events.firstOf(subject) !== undefined && painted.has(subject),
      { everyMs: 1, limitMs: 30_000 },
    )
    const [event, row] = [events.firstOf(subject)?.at ?? NaN, painted.get(subject) ?? NaN]
    if (index > 0) seen.push({ delivered, announced: announced[before] ?? NaN, event, painted: row })
  }
  return report(seen)
}

function report(seen: readonly Moments[]): Line[] {
  const between = (from: keyof Moments, to: keyof Moments) => seen.map((moments) => moments[to] - moments[from])
  const row = between('announced', 'painted')
  const text = (ms: readonly number[]) =>
    [percentile(ms, 0.5), percentile(ms, 0.95), Math.max(...ms)].map((value) => value.toFixed(0)).join(' / ')
  const limit = (share: number, atMost: number) => ({
    ...limitLine(`row painted after the raw IDLE announcement, p${share * 100}`, percentile(row, share), 'ms', atMost),
    samples: row,
  })
  const fact = (figure: string, ms: readonly number[]) => factLine(`${figure}, p50 / p95 / max ms`, text(ms), ms)
  return [
    limit(0.5, 60),
    limit(0.95, 200),
    fact('event after the raw IDLE announcement', between('announced', 'event')),
    fact('delivered to raw announcement', between('delivered', 'announced')),
    fact('delivered to painted row', between('delivered', 'painted')),
  ]
}

/** By subject: when its row had been painted, of `nowMs`, in a browser that shows the list. */
async function watchRows(stack: AsyncDisposableStack, desk: Desk): Promise<ReadonlyMap<string, number>> {
  const painted = new Map<string, number>()
  const browser = await openBrowser(stack)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  await context.addCookies(await signIn(desk))
  const page = await context.newPage()
  await page.exposeFunction('tellPainted', (subject: string, at: number) => void painted.set(subject, at))
  await page.goto(`${desk.url}/inbox/all`)
  await page.getByRole('navigation').first().waitFor()
  await markPaintedRows(page)
  return painted
}

async function markPaintedRows(page: Page): Promise<void> {
  await page.evaluate(() => {
    const known = new Set<string>()
    const tell = (window as unknown as { tellPainted(subject: string, at: number): Promise<void> }).tellPainted
    const look = () => {
      for (const row of document.querySelectorAll('[role=option]')) {
        const subject = /fresh \d+/.exec(row.textContent)?.[0]
        if (subject === undefined || known.has(subject)) continue
        known.add(subject)
        // The frame that holds the row is drawn after this callback; a task posted from it runs when that is done.
        requestAnimationFrame(() => setTimeout(() => void tell(subject, performance.timeOrigin + performance.now()), 0))
      }
    }
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
    look()
  })
}

type Mailbox = Awaited<ReturnType<typeof startMailServer>>

/** When the server announced mail to a bare connection, of `nowMs`. */
async function watchRaw(stack: AsyncDisposableStack, dovecot: Mailbox): Promise<readonly number[]> {
  const announced: number[] = []
  const { user, password } = dovecot.account('fresh')
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: dovecot.imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: password },
    logger: false,
    autoIdleDelay: 1,
  })
  await client.connect()
  stack.defer(() => client.close())
  await client.mailboxOpen('INBOX', { readOnly: true })
  client.on('exists', () => announced.push(nowMs()))
  return announced
}
