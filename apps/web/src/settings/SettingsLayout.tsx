import { Link, Outlet } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useT } from '../i18n/translate.ts'

const pages = [{ to: '/settings/appearance', id: 'settings.appearance' }] as const

/** Settings: its pages at the left, the open one at the right; on a phone the list of pages is a row above. */
export function SettingsLayout() {
  const t = useT()
  return (
    <div className="flex h-full flex-col rail:flex-row">
      <nav aria-label={t('settings.title')} className="flex shrink-0 flex-col gap-0.5 border-r bg-subtle p-2 rail:w-52">
        <Link
          to="/"
          className="flex h-8 items-center gap-2 rounded-md px-2 text-fg-muted hover:bg-hover pointer-coarse:h-11"
        >
          <ArrowLeft size={16} aria-hidden="true" />
          {t('settings.back')}
        </Link>
        {pages.map((page) => (
          <Link
            key={page.to}
            to={page.to}
            className="flex h-8 items-center rounded-md px-2 hover:bg-hover aria-[current=page]:bg-selected aria-[current=page]:text-accent-text pointer-coarse:h-11"
          >
            {t(page.id)}
          </Link>
        ))}
      </nav>
      <main className="min-w-0 flex-1 overflow-y-auto p-6">
        <Outlet />
      </main>
    </div>
  )
}
