/** Walks every screen in one language: both themes, both widths, pictures to look at, and what a machine can find wrong. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { screensFolder, type Seat } from './browser.ts'
import { clippedButtons, latinWords, seriousFaults, sideways } from './inspect.ts'
import type { Screen } from './screens.ts'
import { openWords, type Language } from './words.ts'

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]

export async function walkScreen(seat: Seat, url: string, screen: Screen, language: Language): Promise<void> {
  const { page } = seat
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`${url}${screen.path}`)
  await screen.show(page, openWords(language))
  const folder = join(screensFolder, language)
  await mkdir(folder, { recursive: true })
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await page.screenshot({ path: join(folder, `${screen.name}-${size.width}-${theme}.png`) })
      expect(await seriousFaults(page)).toEqual([])
    }
  }
  expect(await page.getAttribute('html', 'lang')).toBe(language)
  expect(await page.title()).toMatch(/Cordboard$/)
  expect(await clippedButtons(page)).toEqual([])
  if (language === 'zh-CN') expect((await latinWords(page)).filter((word) => !known.has(word))).toEqual([])
  await expectNoSideways(page)
}

async function expectNoSideways(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await sideways(page)).toBe(0)
}

/** Product names, protocols and keys, and what the customers and colleagues of the full desk are called and write. */
const known = new Set(
  `Cordboard English IMAP SMTP TLS STARTTLS API PEM INBOX Ctrl Enter Esc Shift DNS ALLOW PRIVATE HOSTS
  Acme Support anna Anna Jonas Weber Sofia Rossi Priya Nair Tom Baker Yuki Tanaka Aisha Khan Carlos Ruiz
  Tax report for Rate rate limits Change address Card declined twice Cannot log after reset Withdrawal stuck
  support desk test customer example com vip api USDT BTC`.split(/\s+/),
)
