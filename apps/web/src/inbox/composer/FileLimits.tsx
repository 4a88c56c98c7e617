import type { Capabilities } from '@cordboard/core/channel/channel'
import { fileSize } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'

/** What the channel takes of files, said while some are being attached. */
export function FileLimits({ limits }: { limits: Capabilities['attachments'] }) {
  const t = useT()
  if (limits === null) return null
  const { maxBytesEach, maxBytes, maxCount } = limits
  return (
    <span className="text-xs text-fg-muted">
      {maxBytesEach === undefined
        ? t('attachments.limits', { files: maxCount, size: fileSize(maxBytes) })
        : t('attachments.limitsEach', { files: maxCount, size: fileSize(maxBytesEach) })}
    </span>
  )
}
