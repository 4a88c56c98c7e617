import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { useT } from '../i18n/translate.ts'
import { setLocale, setSingleKeys, setTheme, useAppearance } from '../state/appearance.ts'
import { preloadMenus } from '../ui/Menu.tsx'
import { showToast } from '../ui/toast-store.ts'
import { useCommand } from './handlers.ts'
import { listenForKeys } from './keyboard.ts'

const loadPalette = () => import('./Palette.tsx')
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }))
const ShortcutsSheet = lazy(async () => ({ default: (await import('./ShortcutsSheet.tsx')).ShortcutsSheet }))

/** Shortcuts, the palette and the sheet, and the commands that are about the desk as a whole. */
export function CommandLayer() {
  const t = useT()
  const [layer, setLayer] = useState<'palette' | 'shortcuts' | null>(null)
  const close = useCallback(() => setLayer(null), [])

  useEffect(() => {
    const listening = new AbortController()
    listenForKeys(globalThis, listening.signal)
    // What only a person's action opens is fetched at the first sign of a person, not with the first load.
    addEventListener('pointermove', preload, { once: true, signal: listening.signal })
    addEventListener('keydown', preload, { once: true, signal: listening.signal })
    return () => listening.abort()
  }, [])

  useCommand(
    'palette',
    useCallback(() => setLayer((open) => (open === 'palette' ? null : 'palette')), []),
  )
  useCommand(
    'shortcuts',
    useCallback(() => setLayer('shortcuts'), []),
  )
  useCommand('switchTheme', switchTheme)
  useCommand('switchLanguage', switchLanguage)
  useCommand(
    'switchSingleKeys',
    useCallback(() => {
      const singleKeys = !useAppearance.getState().singleKeys
      setSingleKeys(singleKeys)
      showToast({ text: t(singleKeys ? 'shortcuts.turnedOn' : 'shortcuts.turnedOff') })
    }, [t]),
  )

  return (
    <Suspense>
      {layer === 'palette' && <Palette onClose={close} />}
      {layer === 'shortcuts' && <ShortcutsSheet onClose={close} />}
    </Suspense>
  )
}

function preload(): void {
  preloadMenus()
  void loadPalette()
}

function switchTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const { theme } = useAppearance.getState()
  const shown = theme === 'system' ? (dark ? 'dark' : 'light') : theme
  setTheme(shown === 'dark' ? 'light' : 'dark')
}

function switchLanguage(): void {
  void setLocale(useAppearance.getState().locale === 'en' ? 'zh-CN' : 'en')
}
