import { useT } from '../../i18n/translate.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Spinner } from '../../ui/Spinner.tsx'

/** Under the rows that are there: more are coming, or could not come. */
export function ListFooter({ failed, onRetry }: { failed: boolean; onRetry: () => void }) {
  const t = useT()
  return (
    <div
      role={failed ? 'alert' : 'status'}
      className="flex h-12 shrink-0 items-center justify-center gap-2 text-sm text-fg-muted"
    >
      {failed ? (
        <>
          {t('list.moreFailed')}
          <LinkButton onClick={onRetry}>{t('action.retry')}</LinkButton>
        </>
      ) : (
        <>
          <Spinner />
          {t('list.loadingMore')}
        </>
      )}
    </div>
  )
}
