import type { Locale } from '@cordboard/core/roles'
import { i18n } from '@lingui/core'
import { messages as english } from './locales/en.po'

/** Words outside the inbox come with the screens that use them. */
type Area = 'desk' | 'sentences' | 'settings'

const catalogs = {
  desk: { en: async () => ({ messages: english }), 'zh-CN': () => import('./locales/zh-CN.po') },
  // What the server says, it says in English by itself.
  sentences: { en: async () => ({ messages: {} }), 'zh-CN': () => import('./locales/sentences/zh-CN.po') },
  settings: { en: () => import('./locales/settings/en.po'), 'zh-CN': () => import('./locales/settings/zh-CN.po') },
}

const areas = new Set<Area>(['desk', 'sentences'])

/** Loads the words of a language and shows everything in it. */
export async function showLocale(locale: Locale): Promise<void> {
  await Promise.all([...areas].map((area) => load(area, locale)))
  i18n.activate(locale)
  document.documentElement.lang = locale
}

/** Call from a route's loader: the screens below may use the words of this area. */
export async function needWords(area: Area): Promise<void> {
  areas.add(area)
  await load(area, i18n.locale as Locale)
}

async function load(area: Area, locale: Locale): Promise<void> {
  const { messages } = await catalogs[area][locale]()
  i18n.load(locale, messages)
}
