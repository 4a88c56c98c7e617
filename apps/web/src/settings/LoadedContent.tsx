import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { errorSentence } from '../api/error.ts'
import { useT } from '../i18n/translate.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'

/** What a page asked for: bars while it is on its way, the reason and a retry when it failed, else the content. */
export function LoadedContent<Data>({
  query,
  children,
}: {
  query: UseQueryResult<Data>
  children: (data: Data) => ReactNode
}) {
  const t = useT()
  if (query.data !== undefined) return children(query.data)
  if (query.error) {
    return (
      <div role="alert">
        <EmptyState
          title={t('settings.notLoaded')}
          action={<Button onClick={() => void query.refetch()}>{t('action.retry')}</Button>}
        >
          {errorSentence(query.error, t)}
        </EmptyState>
      </div>
    )
  }
  return (
    <div aria-busy="true" className="flex flex-col gap-4">
      <Skeleton className="h-4 w-1/3" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-4 w-2/3" />
    </div>
  )
}
