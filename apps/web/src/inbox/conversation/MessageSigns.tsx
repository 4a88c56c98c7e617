import type { Channel } from '@cordboard/api-contract/channels'
import type { Message } from '@cordboard/api-contract/messages'
import { exactTime } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { Badge } from '../../ui/Badge.tsx'
import { tip } from '../../ui/tip.ts'

type MessageSignsProps = { message: Message; capabilities: Channel['capabilities'] | undefined }

/** Whether anybody can read it, and whether it was taken back. */
export function MessageSigns({ message: { way, deletedAt, direction }, capabilities }: MessageSignsProps) {
  const t = useT()
  const isPublic = capabilities?.ways?.find(({ id }) => id === way)?.public
  return (
    <>
      {isPublic !== undefined && (
        <Badge tone={isPublic ? 'danger' : 'plain'}>{t(isPublic ? 'way.public' : 'way.private')}</Badge>
      )}
      {deletedAt !== null && (
        <Badge tone="warn">
          <span {...tip(exactTime(deletedAt))}>
            {t(direction === 'outbound' ? 'message.takenBackHere' : 'message.takenBack')}
          </span>
        </Badge>
      )}
    </>
  )
}
