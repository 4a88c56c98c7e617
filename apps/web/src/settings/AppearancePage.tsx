import { Monitor, Moon, Sun } from 'lucide-react'
import { runCommand } from '../commands/handlers.ts'
import { useT } from '../i18n/translate.ts'
import { setSingleKeys, setTheme, useAppearance } from '../state/appearance.ts'
import { Checkbox } from '../ui/Checkbox.tsx'
import { LinkButton } from '../ui/LinkButton.tsx'
import { SettingsPage } from './SettingsPage.tsx'

const themes = [
  { value: 'system', icon: Monitor },
  { value: 'light', icon: Sun },
  { value: 'dark', icon: Moon },
] as const

/** How this browser shows the desk; nobody else's. */
export function AppearancePage() {
  const t = useT()
  const { theme, singleKeys } = useAppearance()
  return (
    <SettingsPage title={t('settings.appearance')} intro={t('settings.appearanceIntro')}>
      <fieldset>
        <legend className="mb-2 text-base font-medium">{t('settings.theme')}</legend>
        <div className="grid max-w-md grid-cols-3 gap-2">
          {themes.map(({ value, icon: Icon }) => (
            <label
              key={value}
              className="flex cursor-pointer flex-col items-center gap-2 rounded-lg border border-line-strong/60 p-3 text-center text-sm hover:bg-hover has-checked:border-accent has-checked:bg-selected has-checked:font-medium has-focus-visible:outline-2 has-focus-visible:outline-focus"
            >
              <Icon size={20} aria-hidden="true" />
              {t(`settings.theme.${value}`)}
              <input
                type="radio"
                name="theme"
                value={value}
                checked={theme === value}
                onChange={() => setTheme(value)}
                className="size-4 accent-accent outline-none"
              />
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 text-base font-medium">{t('settings.keyboard')}</legend>
        <Checkbox
          label={t('settings.singleKeys')}
          hint={t('settings.singleKeysHint')}
          checked={singleKeys}
          onChange={setSingleKeys}
        />
        <LinkButton className="w-fit text-accent-text" onClick={() => runCommand('shortcuts')}>
          {t('settings.showShortcuts')}
        </LinkButton>
      </fieldset>
    </SettingsPage>
  )
}
