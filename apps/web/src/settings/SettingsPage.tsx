import { useEffect, type ReactNode } from 'react'
import { useT } from '../i18n/translate.ts'

type SettingsPageProps = {
  title: string
  /** What this page is for, in one sentence. */
  intro?: ReactNode
  /** Stands beside the title: what people come here to do. */
  action?: ReactNode
  /** Leads back to where this page was opened from. */
  back?: ReactNode
  children: ReactNode
}

/** The frame of every page of settings: title, one sentence, one main action, content. */
export function SettingsPage({ title, intro, action, back, children }: SettingsPageProps) {
  const t = useT()
  useEffect(() => {
    document.title = `${title} · ${t('settings.title')} · Cordboard`
  }, [title, t])
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-6">
      <header className="flex flex-col gap-2">
        {back}
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <h1 className="min-w-0 text-xl font-semibold wrap-anywhere">{title}</h1>
          {action}
        </div>
        {intro && <p className="max-w-prose text-fg-muted text-pretty">{intro}</p>}
      </header>
      {children}
    </div>
  )
}
