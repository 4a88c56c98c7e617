import { useT } from '../i18n/translate.ts'
import { setLocale, setTheme, useAppearance, type Theme } from '../state/appearance.ts'
import { Select } from '../ui/Select.tsx'

export function AppearancePage() {
  const t = useT()
  const { theme, locale } = useAppearance()
  return (
    <section className="flex max-w-md flex-col gap-5">
      <h1 className="text-xl font-semibold">{t('settings.appearance')}</h1>
      <Select
        label={t('settings.theme')}
        value={theme}
        onChange={(value) => setTheme(value as Theme)}
        options={[
          { value: 'system', label: t('settings.theme.system') },
          { value: 'light', label: t('settings.theme.light') },
          { value: 'dark', label: t('settings.theme.dark') },
        ]}
      />
      <Select
        label={t('settings.language')}
        value={locale}
        onChange={(value) => void setLocale(value === 'zh-CN' ? 'zh-CN' : 'en')}
        options={[
          { value: 'en', label: 'English' },
          { value: 'zh-CN', label: '简体中文' },
        ]}
      />
    </section>
  )
}
