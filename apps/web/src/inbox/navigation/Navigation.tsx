import { useEffect } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Archive, Check, CircleAlert, Clock, Inbox, Settings, Users, X, type LucideIcon } from 'lucide-react'
import { countsQuery } from '../../api/conversations.ts'
import { sessionQuery } from '../../api/session.ts'
import { keysOf } from '../../commands/commands.ts'
import { useT } from '../../i18n/translate.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { tip } from '../../ui/tip.ts'
import { countOf, views, type ListFilter, type View } from '../views.ts'
import { AccountLinks } from './AccountLinks.tsx'
import { AgentMenu } from './AgentMenu.tsx'
import { NavLink } from './NavLink.tsx'

const icons: Record<View, LucideIcon> = {
  mine: Inbox,
  unassigned: Users,
  all: Archive,
  snoozed: Clock,
  resolved: Check,
  unsent: CircleAlert,
}
const commandOf = {
  mine: 'goMine',
  unassigned: 'goUnassigned',
  all: 'goAll',
  snoozed: 'goSnoozed',
  resolved: 'goResolved',
  unsent: 'goUnsent',
} as const

type NavigationProps = { filter: ListFilter; open: boolean; onClose: () => void }

/** Views and accounts. A column, a rail of icons on middle screens, a drawer on phones. */
export function Navigation({ filter, open, onClose }: NavigationProps) {
  const t = useT()
  const navigate = useNavigate()
  const { data: counts } = useQuery(countsQuery)
  const { data: session } = useQuery(sessionQuery)

  useEffect(() => {
    if (!open) return
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && onClose()
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [open, onClose])

  return (
    <>
      {open && (
        <button
          type="button"
          aria-label={t('nav.close')}
          className="appear fixed inset-0 z-20 bg-scrim rail:hidden"
          onClick={onClose}
        />
      )}
      <nav
        aria-label={t('nav.label')}
        className={`${open ? 'flex' : 'hidden rail:flex'} fixed inset-y-0 left-0 z-30 w-72 shrink-0 flex-col border-r bg-subtle p-2 max-rail:shadow-float rail:static rail:z-auto rail:w-14 nav:w-52`}
      >
        <div className="flex h-10 shrink-0 items-center justify-between gap-2 px-2 rail:justify-center nav:justify-start">
          <span className="truncate font-semibold rail:max-nav:hidden" title={session?.desk.name}>
            {session?.desk.name}
          </span>
          <img src="/favicon.svg" alt="" className="hidden size-6 rail:block nav:hidden" />
          <span className="rail:hidden">
            <IconButton label={t('nav.close')} onClick={onClose}>
              <X size={16} />
            </IconButton>
          </span>
        </div>
        <div className="-mx-2 min-h-0 flex-1 overflow-y-auto px-2 py-0.5">
          <ul className="flex flex-col gap-0.5">
            {views.map((view) => {
              const Icon = icons[view]
              const count = counts ? countOf(view, counts) : 0
              // The view of delivery problems is there only while something needs the agent, or is being looked at.
              if (view === 'unsent' && count === 0 && filter.view !== 'unsent') return null
              return (
                <li key={view}>
                  <NavLink
                    to={{ view }}
                    current={filter.view === view && !filter.account}
                    icon={<Icon size={16} aria-hidden="true" />}
                    label={t(`view.${view}`)}
                    count={view === 'resolved' || view === 'all' ? 0 : count}
                    alarming={view === 'unsent'}
                    keys={keysOf(commandOf[view])}
                    onFollowed={onClose}
                  />
                </li>
              )
            })}
          </ul>
          <AccountLinks filter={filter} counts={counts} onFollowed={onClose} />
        </div>
        <div className="flex shrink-0 flex-col gap-0.5 pt-2">
          <a
            href="/settings"
            onClick={(event) => {
              event.preventDefault()
              void navigate({ to: '/settings' })
            }}
            {...tip(t('settings.open'), keysOf('goSettings'))}
            className="flex h-8 items-center gap-2.5 rounded-md px-2.5 text-fg-muted hover:bg-hover hover:text-fg rail:justify-center nav:justify-start pointer-coarse:h-11"
          >
            <Settings size={16} aria-hidden="true" />
            <span className="rail:max-nav:sr-only">{t('settings.open')}</span>
          </a>
          <AgentMenu />
        </div>
      </nav>
    </>
  )
}
