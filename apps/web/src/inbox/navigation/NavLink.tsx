import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { badgeCount } from '../../i18n/format.ts'
import { tip } from '../../ui/tip.ts'
import type { ListFilter } from '../views.ts'

type NavLinkProps = {
  to: ListFilter
  current: boolean
  icon: ReactNode
  label: string
  count: number
  alarming?: boolean
  /** The rail of icons has room for the counts that matter most. */
  countInRail?: boolean
  /** Stands before the count: how an account is. */
  mark?: ReactNode
  keys?: string | undefined
  onFollowed: () => void
}

/** One list in the navigation. Its name starts with its visible words, and the count is part of it. */
export function NavLink({
  to,
  current,
  icon,
  label,
  count,
  alarming = false,
  countInRail = true,
  mark,
  keys,
  onFollowed,
}: NavLinkProps) {
  return (
    <Link
      to="/inbox/$view"
      params={{ view: to.view }}
      search={to.account === undefined ? {} : { account: to.account }}
      aria-current={current ? 'page' : undefined}
      activeProps={{}}
      onClick={onFollowed}
      {...tip(label, keys)}
      className="relative flex h-8 items-center gap-2.5 rounded-md px-2.5 text-fg-muted hover:bg-hover hover:text-fg aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-accent-text rail:justify-center rail:px-0 nav:justify-start nav:px-2.5 pointer-coarse:h-11"
    >
      {icon}
      <span className="min-w-0 flex-1 truncate rail:max-nav:sr-only">{label}</span>
      {mark}
      {count > 0 && (
        <span
          className={`text-xs tabular-nums rail:absolute rail:-top-0.5 rail:right-0 rail:rounded-full rail:bg-muted rail:px-1 rail:text-[10px] rail:leading-4 nav:static nav:bg-transparent nav:px-0 nav:text-xs ${alarming ? 'font-semibold text-danger' : ''} ${countInRail ? '' : 'rail:max-nav:hidden'}`}
        >
          {badgeCount(count)}
        </span>
      )}
    </Link>
  )
}
