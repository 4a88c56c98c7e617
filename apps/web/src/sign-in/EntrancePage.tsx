import { useEffect, type ReactNode } from 'react'
import { useT } from '../i18n/translate.ts'
import { AppearanceSwitches } from './AppearanceSwitches.tsx'

/** The pages in front of the desk: one column, with language and theme in reach. */
export function EntrancePage({ title, intro, children }: { title: string; intro?: ReactNode; children: ReactNode }) {
  const t = useT()
  useEffect(() => {
    document.title = `${title} · Cordboard`
  }, [title])
  return (
    <div className="flex min-h-dvh flex-col bg-subtle">
      <header className="flex items-center justify-between gap-2 px-4 py-3">
        <span className="flex items-center gap-2 font-semibold">
          <img src="/favicon.svg" alt="" className="size-6" />
          <span translate="no">{t('entrance.brand')}</span>
        </span>
        <AppearanceSwitches />
      </header>
      <main className="flex flex-1 flex-col justify-center px-4 pt-4 pb-16">
        <div className="mx-auto flex w-full max-w-100 flex-col gap-5 rounded-xl border bg-bg p-6 rail:p-8">
          <div className="flex flex-col gap-1.5">
            <h1 className="text-xl font-semibold text-balance">{title}</h1>
            {intro && <p className="text-fg-muted text-pretty">{intro}</p>}
          </div>
          {children}
        </div>
      </main>
    </div>
  )
}
