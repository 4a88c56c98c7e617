import { createRootRoute, Outlet } from '@tanstack/react-router'
import { useT } from '../i18n/translate.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Toaster } from '../ui/Toaster.tsx'
import { TooltipHost } from '../ui/TooltipHost.tsx'

export const rootRoute = createRootRoute({ component: Root, errorComponent: Failed, notFoundComponent: NotFound })

function Root() {
  return (
    <>
      <Outlet />
      <Toaster />
      <TooltipHost />
    </>
  )
}

function NotFound() {
  const t = useT()
  return (
    <main className="flex min-h-dvh flex-col justify-center">
      <EmptyState
        title={t('page.notFound')}
        action={
          <a className="text-accent-text underline" href="/">
            {t('page.toInbox')}
          </a>
        }
      />
    </main>
  )
}

/** What React could not draw. The reader loses nothing: drafts and unsent replies are kept outside of the screen. */
function Failed({ error }: { error: unknown }) {
  const t = useT()
  return (
    <div role="alert">
      <EmptyState
        title={t('page.failed')}
        action={<Button onClick={() => location.reload()}>{t('page.reload')}</Button>}
      >
        <code className="text-xs">{String(error)}</code>
      </EmptyState>
    </div>
  )
}
