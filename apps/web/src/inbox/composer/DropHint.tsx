import { useT } from '../../i18n/translate.ts'

/** Lies over the composer while files hang above it. */
export function DropHint() {
  const t = useT()
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center rounded-lg border-2 border-dashed border-accent bg-bg/90 font-medium text-accent-text">
      {t('attachments.drop')}
    </div>
  )
}
