/** What a machine can say about a screen: what axe finds, what overflows, which words are not in the language. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Serious and critical faults, each with where. What a customer's mail looks like inside its frame is the customer's. */
export async function seriousFaults(page: Page): Promise<string[]> {
  if (await page.evaluate<boolean>(`typeof axe === 'undefined'`)) await page.evaluate(axe)
  return page.evaluate<
    string[]
  >(`axe.run(document, ${JSON.stringify({ iframes: false, runOnly: standards, resultTypes: ['violations'] })}).then(({ violations }) =>
    violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html.slice(0, 160) + ' ' + node.failureSummary)))`)
}

/** By how many pixels the page is wider than the window. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

/** Latin words a reader sees or hears, outside parts that are marked as English and {{variables}}. A `title` holds what a provider said. */
export function latinWords(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const words = new Set()
    const take = (text) => { for (const word of text.replace(/\\{\\{[^{}]*\\}\\}/g, '').match(/[A-Za-z][A-Za-z'’]{2,}/g) ?? []) words.add(word) }
    for (const element of document.querySelectorAll('body *')) {
      if (element.closest('[lang=en], [translate=no], script, style, code, kbd') || !element.checkVisibility()) continue
      for (const name of ['aria-label', 'data-tip', 'placeholder', 'alt']) take(element.getAttribute(name) ?? '')
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) take(node.data)
    }
    take(document.title)
    return [...words]
  })()`)
}

/** Buttons whose words do not fit into them. */
export function clippedButtons(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('button, a[role=button]')]
    .filter((button) => button.checkVisibility() && button.scrollWidth > button.clientWidth + 1 && getComputedStyle(button).overflow !== 'hidden' && !button.querySelector('.truncate'))
    .map((button) => button.textContent.trim())`)
}
