import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useT } from '../i18n/translate.ts'
import { useMe } from '../state/me.ts'
import { pagesFor } from './pages.ts'

const link =
  'flex h-8 shrink-0 items-center gap-2.5 rounded-md px-2.5 whitespace-nowrap text-fg-muted hover:bg-hover hover:text-fg pointer-coarse:h-11'

/** Settings: its pages at the left, the open one at the right; on a phone the list of pages is a row above. */
export function SettingsLayout() {
  const t = useT()
  const me = useMe()
  const nav = useRef<HTMLElement>(null)
  const path = useLocation({ select: ({ pathname }) => pathname })
  // On a phone the row of pages is wider than the screen.
  useEffect(() => {
    nav.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [path])
  return (
    <div className="flex h-dvh flex-col rail:flex-row">
      <nav
        ref={nav}
        aria-label={t('settings.title')}
        className="flex shrink-0 gap-0.5 overflow-x-auto border-b bg-subtle p-2 rail:w-52 rail:flex-col rail:overflow-x-visible rail:overflow-y-auto rail:border-r rail:border-b-0"
      >
        <Link to="/" className={`${link} rail:mb-2`}>
          <ArrowLeft size={16} aria-hidden="true" />
          <span className="max-rail:sr-only">{t('settings.back')}</span>
        </Link>
        {pagesFor(me.role).map(({ to, words, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            className={`${link} aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-accent-text`}
          >
            <Icon size={16} aria-hidden="true" />
            {t(words)}
          </Link>
        ))}
      </nav>
      <main className="min-h-0 min-w-0 flex-1 overflow-y-auto px-4 py-5 rail:px-8 rail:py-7">
        <Outlet />
      </main>
    </div>
  )
}
