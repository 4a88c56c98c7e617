import type { Locale } from '@cordboard/core/roles'
import { create } from 'zustand'
import { showLocale } from '../i18n/i18n.ts'
import { readStored, writeStored } from './stored.ts'

export type Theme = 'system' | 'light' | 'dark'

type Appearance = { theme: Theme; locale: Locale; singleKeys: boolean }

/** How this browser shows the desk. `singleKeys`: whether letters alone trigger commands. */
export const useAppearance = create<Appearance>(() => ({
  theme: themeOf(readStored('theme')),
  locale: localeOf(readStored('locale') ?? navigator.language),
  singleKeys: readStored('singleKeys') !== 'off',
}))

export function setTheme(theme: Theme): void {
  useAppearance.setState({ theme })
  writeStored('theme', theme === 'system' ? null : theme)
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

/** Shows another language at once and remembers it here; the caller tells the server where an agent is signed in. */
export async function setLocale(locale: Locale): Promise<void> {
  await showLocale(locale)
  writeStored('locale', locale)
  useAppearance.setState({ locale })
}

export function setSingleKeys(singleKeys: boolean): void {
  useAppearance.setState({ singleKeys })
  writeStored('singleKeys', singleKeys ? null : 'off')
}

function themeOf(stored: string | null): Theme {
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

function localeOf(tag: string): Locale {
  return tag.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}
