/** A real Chromium. Whatever a page throws or logs as an error fails the test that opened it. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { peerProgram } from '@cordboard/channel-testkit/peers'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { admin, type Desk } from './desk.ts'

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const patienceMs = 30_000

/** Where pictures go that somebody should look at. Not part of the repository. */
export const screensFolder = join(import.meta.dirname, '../screens')

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: peerProgram('chromium'), args: quiet })
}

export type SeatOptions = BrowserContextOptions & {
  /** Who signs in; `null`: nobody. */
  agent?: { email: string; password: string } | null
  /** Errors a journey brings about on purpose, such as a refusal the page words itself. */
  tolerates?: RegExp
}

/** One person's browser, with cookies and storage of its own. */
export type Seat = { context: BrowserContext; page: Page; faults: string[]; openTab: (path: string) => Promise<Page> }

/** Opens `path` of the desk. The browser closes with the test; a test that fails leaves a picture. */
export async function takeSeat(browser: Browser, desk: Desk, path: string, options: SeatOptions = {}): Promise<Seat> {
  const { agent = admin, tolerates, ...contextOptions } = options
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    ...contextOptions,
  })
  context.setDefaultTimeout(patienceMs)
  const faults: string[] = []
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await photograph(context, task.name)
    await context.close()
    if (faults.length > 0) throw new Error(`The page reported what it should not:\n${faults.join('\n')}`)
  })
  if (agent !== null) await signIn(context, desk, agent)
  const openTab = async (at: string): Promise<Page> => {
    const page = await context.newPage()
    const report = (fault: string) => void (tolerates?.test(fault) || faults.push(fault))
    page.on('pageerror', (error) => report(`thrown: ${error.message}`))
    page.on('console', (message) => message.type() === 'error' && report(`logged: ${message.text()}`))
    await page.goto(new URL(at, desk.url).href)
    return page
  }
  return { context, page: await openTab(path), faults, openTab }
}

async function signIn(context: BrowserContext, desk: Desk, { email, password }: { email: string; password: string }) {
  const response = await context.request.post(`${desk.url}/api/v1/session`, {
    data: { email, password },
    headers: { origin: desk.url },
  })
  if (!response.ok()) throw new Error(`Signing in answered ${response.status()}: ${await response.text()}`)
}

async function photograph(context: BrowserContext, name: string): Promise<void> {
  await mkdir(screensFolder, { recursive: true })
  const file = name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60)
  for (const [index, page] of context.pages().entries()) {
    await page
      .screenshot({ path: join(screensFolder, `failed-${file}-${index}.png`), timeout: 5_000 })
      .catch(() => null)
  }
}
