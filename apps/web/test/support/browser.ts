/** A real browser on the built pages and a desk in memory. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { build } from 'vite'
import { startFakeDesk, type Desk } from './fake-desk.ts'

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Pages extends AsyncDisposable {
  /** A fresh desk and a page on it. What the page throws or logs as an error fails the test that asks `faults`. */
  open(path: string, options?: BrowserContextOptions & { conversations?: number }): Promise<Opened>
}

export interface Opened extends AsyncDisposable {
  page: Page
  desk: Desk
  url: string
  faults: string[]
  another(path: string): Promise<Page>
}

/** Builds the pages into a folder of their own, so that no test depends on what was built before. */
export async function openPages(): Promise<Pages> {
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-pages-'))
  await build({
    root: join(import.meta.dirname, '../..'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  })
  const browser: Browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: quiet })
  return {
    async open(path, { conversations, ...options } = {}) {
      const server = await startFakeDesk({ folder, ...(conversations !== undefined && { conversations }) })
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US', ...options })
      const faults: string[] = []
      async function another(at: string): Promise<Page> {
        const page = await context.newPage()
        page.on('pageerror', (error) => faults.push(error.message))
        await page.goto(`${server.url}${at}`)
        return page
      }
      return {
        page: await another(path),
        desk: server.desk,
        url: server.url,
        faults,
        another,
        async [Symbol.asyncDispose]() {
          await context.close()
          await server[Symbol.asyncDispose]()
        },
      }
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
