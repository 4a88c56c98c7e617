import type { Capabilities } from '@cordboard/core/channel/channel'
import type { ReplyPlan } from '@cordboard/core/plan-delivery'
import { fileSize } from '../../i18n/format.ts'
import type { Translate } from '../../i18n/translate.ts'

/** Why a reply cannot go out on this channel, with the limit that stops it. */
export function planWords(
  plan: ReplyPlan & { ok: false },
  { body, attachments, replyWindowHours, copies }: Capabilities,
  t: Translate,
): string {
  return t(`plan.${plan.code}`, {
    characters: body.maxLength,
    files: attachments?.maxCount ?? 0,
    size: fileSize((plan.code === 'attachment_too_large' ? attachments?.maxBytesEach : attachments?.maxBytes) ?? 0),
    hours: replyWindowHours ?? 0,
    people: copies?.maxCount ?? 0,
  })
}
