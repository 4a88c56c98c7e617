import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPages, type Opened, type Pages } from './support/browser.ts'

let pages: Pages
let axe: string
beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  pages = await openPages()
}, 120_000)
afterAll(() => pages[Symbol.asyncDispose]())

type Axe = { run(context: Document, options: RunOptions): Promise<AxeResults> }

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds wrong, each with where. Mail in its frame is the customer's page, not ours. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const options: RunOptions = { iframes: false, runOnly: standards, resultTypes: ['violations'] }
  const { violations: found } = await page.evaluate(
    (settings) => (globalThis as unknown as { axe: Axe }).axe.run(document, settings),
    options,
  )
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  )
}

const composer = '[data-pane="composer"]'

/** `ready`: what stands there once the screen has been drawn. */
const screens: { name: string; path: string; ready?: string; prepare?: (page: Page) => Promise<unknown> }[] = [
  { name: 'list', path: '/inbox/mine', ready: '[role="option"]' },
  {
    name: 'empty search',
    path: '/inbox/all?q=nothing-like-it',
    ready: '[aria-label] button:has-text("Clear search"), [aria-label] button:has-text("清除搜索")',
  },
  { name: 'conversation with every state', path: '/c/8999998' },
  { name: 'note and files', path: '/c/8999997', prepare: (page) => page.keyboard.press('n') },
  {
    name: 'palette',
    path: '/c/9000000',
    prepare: (page) => page.keyboard.press('Control+k').then(() => page.getByRole('combobox').waitFor()),
  },
  {
    name: 'shortcuts',
    path: '/c/9000000',
    prepare: (page) => page.keyboard.press('?').then(() => page.getByRole('dialog').waitFor()),
  },
  {
    name: 'menu',
    path: '/c/9000000',
    prepare: (page) => page.keyboard.press('a').then(() => page.getByRole('menu').waitFor()),
  },
  { name: 'chat', path: '/c/8000000', ready: 'article [aria-expanded="false"]' },
  { name: 'toast', path: '/c/9000000', prepare: (page) => page.keyboard.press('e') },
]
const appearances = [
  { locale: 'en-US', colorScheme: 'light', width: 1440 },
  { locale: 'zh-CN', colorScheme: 'dark', width: 1440 },
  { locale: 'en-US', colorScheme: 'dark', width: 900 },
  { locale: 'zh-CN', colorScheme: 'light', width: 390 },
] as const

describe.each(appearances)('at $width px, $colorScheme, $locale', ({ locale, colorScheme, width }) => {
  // One desk and one browser window for all of them: each page is loaded anew, and what it lives on is there already.
  let opened: Opened
  beforeAll(async () => {
    opened = await pages.open('/inbox/mine', {
      locale,
      colorScheme,
      viewport: { width, height: 860 },
      reducedMotion: 'reduce',
    })
  })
  afterAll(() => opened[Symbol.asyncDispose]())

  test.each(screens)('axe finds nothing on the $name', async ({ path, ready = composer, prepare }) => {
    const { page, url, faults } = opened
    await page.goto(`${url}${path}`)
    await page.locator(ready).first().waitFor()
    await prepare?.(page)
    expect(await violations(page)).toEqual([])
    expect(faults).toEqual([])
  })
})

test('axe finds nothing on the page of an account that customers find by a code and that is paid by the call', async () => {
  await using opened = await pages.open('/settings/accounts/support', { locale: 'zh-CN', colorScheme: 'dark' })
  await opened.page.locator('svg[role="img"]').waitFor()
  await opened.page.getByText('US$5.40').waitFor()
  expect(await violations(opened.page)).toEqual([])
})

test('no English is left on the Chinese screens, and no button is cut off', async () => {
  await using opened = await pages.open('/c/8999998', { locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
  const { page } = opened
  await page.getByText('可能未发送。').waitFor()
  const said = await page.evaluate(() =>
    [...document.querySelectorAll('button, nav a, dt, h3, label')].map((element) => element.textContent.trim()),
  )
  const ours = said.filter((words) => /^[A-Za-z ]{4,}$/.test(words))
  expect(
    ours.filter(
      (words) => !['Anna Klein', 'Jonas Weber', 'Support mailbox', 'AKAnna Klein', 'JWJonas Weber'].includes(words),
    ),
  ).toEqual([])
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('button')]
      .filter((button) => button.scrollWidth > button.clientWidth + 1)
      .map((button) => button.textContent),
  )
  expect(cut).toEqual([])
})
