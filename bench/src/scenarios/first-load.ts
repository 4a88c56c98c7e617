/** A signed-in inbox with a cold cache, in a real browser, beside the least page on the same libraries. */
import { createServer } from 'node:http'
import { readFile, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { openBrowser, signIn, type SessionCookie } from '../browser.ts'
import { startSeeded } from '../desk.ts'
import { percentile, ratioOf, runPairs } from '../pairs.ts'
import { factLine, limitLine, ratioLine, type Line } from '../report.ts'
import { seedHistory } from '../seed.ts'
import { startPostgres, temporaryFolder } from '../stage.ts'

type Figures = { readyMs: number; scriptKb: number; styleKb: number; requests: number }

export async function firstLoad({ conversations, loads }: { conversations: number; loads: number }): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const postgres = await startPostgres(stack)
  const databaseUrl = await postgres.database('desk')
  const desk = await startSeeded(stack, { dataDir: await temporaryFolder(stack), databaseUrl }, () =>
    seedHistory(postgres.superuser(databaseUrl), { conversations }),
  )
  const floorUrl = await serveFloor(stack)
  const browser = await openBrowser(stack)
  const session = await signIn(desk)
  const ours = () => loadOnce(browser, `${desk.url}/inbox/all`, '[role=option]', session)
  const floor = () => loadOnce(browser, floorUrl, 'strong', null)
  await ours()
  await floor()
  const result = await runPairs(loads, { ours, floor })
  const middle = (pick: (figures: Figures) => number) => percentile(result.ours.map(pick), 0.5)
  return [
    ratioLine(
      `first row painted, ${conversations} stored`,
      ratioOf(result, ({ readyMs }) => readyMs),
      2.5,
    ),
    factLine(
      'first row painted, ours / floor',
      `${middle(({ readyMs }) => readyMs).toFixed(0)} / ${percentile(
        result.floor.map(({ readyMs }) => readyMs),
        0.5,
      ).toFixed(0)} ms`,
    ),
    limitLine(
      'scripts over the wire',
      middle(({ scriptKb }) => scriptKb),
      'kB',
      180,
    ),
    limitLine(
      'styles over the wire',
      middle(({ styleKb }) => styleKb),
      'kB',
      15,
    ),
    factLine('requests', String(middle(({ requests }) => requests))),
  ]
}

/** A new context each time: nothing cached. Ready is when the first row has been painted. */
async function loadOnce(browser: Browser, url: string, row: string, cookies: SessionCookie[] | null): Promise<Figures> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    if (cookies) await context.addCookies(cookies)
    const page = await context.newPage()
    const weigh = await weighTraffic(page)
    const errors: Error[] = []
    page.on('pageerror', (error) => errors.push(error))
    await page.goto(url, { waitUntil: 'commit' })
    const readyMs = await page.evaluate(
      (selector) =>
        new Promise<number>((resolve) => {
          const look = () => {
            if (document.querySelector(selector))
              requestAnimationFrame(() => setTimeout(() => resolve(performance.now()), 0))
            else requestAnimationFrame(look)
          }
          look()
        }),
      row,
    )
    if (errors[0]) throw errors[0]
    return { readyMs, ...weigh() }
  } finally {
    await context.close()
  }
}

async function weighTraffic(page: Page): Promise<() => Omit<Figures, 'readyMs'>> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  const kinds = new Map<string, string>()
  const bytes: Record<string, number> = {}
  cdp.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type))
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? 'Other'
    bytes[kind] = (bytes[kind] ?? 0) + encodedDataLength
  })
  return () => ({
    scriptKb: (bytes['Script'] ?? 0) / 1000,
    styleKb: (bytes['Stylesheet'] ?? 0) / 1000,
    requests: kinds.size,
  })
}

async function serveFloor(stack: AsyncDisposableStack): Promise<string> {
  const root = await temporaryFolder(stack)
  const entry = fileURLToPath(new URL('../floor/page.tsx', import.meta.url))
  await build({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    logLevel: 'error',
    plugins: [react()],
    build: { outDir: join(root, 'dist'), rollupOptions: { input: entry, output: { entryFileNames: 'page.js' } } },
  })
  await writeFile(
    join(root, 'dist', 'index.html'),
    '<!doctype html><html lang="en"><body><div id="root"></div><script type="module" src="/page.js"></script></body></html>',
  )
  const server = createServer(async (request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '/')
    const content = await readFile(join(root, 'dist', path)).catch(() => null)
    if (content === null) return void response.writeHead(404).end()
    response.writeHead(200, {
      'content-type': extname(path) === '.js' ? 'text/javascript' : 'text/html',
      'content-encoding': 'gzip',
    })
    response.end(gzipSync(content))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  stack.defer(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
