import { Languages, Moon, Sun } from 'lucide-react'
import { useT } from '../i18n/translate.ts'
import { setLocale, setTheme, useAppearance } from '../state/appearance.ts'
import { Button } from '../ui/Button.tsx'

/** Language and theme, for people who are not signed in yet. The language's button speaks the language it leads to. */
export function AppearanceSwitches() {
  const t = useT()
  const { locale, theme } = useAppearance()
  const isDark = theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
  const Icon = isDark ? Sun : Moon
  const other =
    locale === 'en' ? ({ tag: 'zh-CN', name: '简体中文' } as const) : ({ tag: 'en', name: 'English' } as const)
  return (
    <div className="flex gap-1">
      <Button look="ghost" size="sm" icon={<Languages size={16} />} onClick={() => void setLocale(other.tag)}>
        <span lang={other.tag}>{other.name}</span>
      </Button>
      <Button
        look="ghost"
        size="sm"
        icon={<Icon size={16} aria-hidden="true" />}
        onClick={() => setTheme(isDark ? 'light' : 'dark')}
      >
        {t(isDark ? 'settings.theme.light' : 'settings.theme.dark')}
      </Button>
    </div>
  )
}
