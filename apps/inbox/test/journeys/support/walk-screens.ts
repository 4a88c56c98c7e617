/** Walks every screen in one language: both themes, both widths, pictures to look at, and what a machine can find wrong. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { screensFolder, type Seat } from './browser.ts'
import { clippedButtons, latinWords, seriousFaults, sideways } from './inspect.ts'
import type { Screen } from './screens.ts'
import { openWords, type Language } from './words.ts'

/** Every pair of language, theme and width once under axe; pictures of all of them. */
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]
const themes = ['light', 'dark'] as const
const axeTheme: Record<Language, Record<number, 'light' | 'dark'>> = {
  en: { 1440: 'light', 390: 'dark' },
  'zh-CN': { 1440: 'dark', 390: 'light' },
}

/** Resolves when what was changed has been painted. */
const twoFrames = 'new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(() => painted(null))))'

export type Walk = {
  language: Language
  /** Words of customers and colleagues, which are in whatever language they like. */
  customerWords: ReadonlySet<string>
}

/** What is wrong with it, in words; nothing when all is well. */
export async function walkScreen(seat: Seat, url: string, screen: Screen, walk: Walk): Promise<string[]> {
  const { page } = seat
  const { language, customerWords } = walk
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`${url}${screen.path}`)
  await screen.show(page, openWords(language))
  const folder = join(screensFolder, language)
  await mkdir(folder, { recursive: true })
  const problems: string[] = []
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const theme of themes) {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'; ${twoFrames}`)
      await page.screenshot({ path: join(folder, `${screen.name}-${size.width}-${theme}.png`) })
      if (axeTheme[language][size.width] === theme) problems.push(...(await seriousFaults(page)))
    }
  }
  const lang = await page.getAttribute('html', 'lang')
  if (lang !== language) problems.push(`the page says it is in ${lang}`)
  const title = await page.title()
  if (!title.endsWith('Cordboard')) problems.push(`the title is ${title}`)
  problems.push(...(await clippedButtons(page)).map((words) => `cut off: ${words}`))
  if (language === 'zh-CN') {
    const foreign = (await latinWords(page)).filter((word) => !productWords.has(word) && !customerWords.has(word))
    problems.push(...foreign.map((word) => `not Chinese: ${word}`))
  }
  await page.setViewportSize({ width: 320, height: 640 })
  const over = await sideways(page)
  if (over > 0) problems.push(`${over} pixels wider than a window of 320`)
  return problems
}

/** Names of products, protocols and keys, which Chinese leaves as they are. */
const productWords = new Set(
  'Cordboard English example com Authentication Results none TLSv IMAP SMTP TLS STARTTLS API PEM INBOX Ctrl Enter Esc Shift localhost OAuth XOAUTH PKCE URI Web Google Workspace Gmail gmail Microsoft Graph Exchange Outlook outlook Telegram BotFather newbot token Bot Twitter'.split(
    ' ',
  ),
)
