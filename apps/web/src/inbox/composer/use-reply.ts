import type { Conversation, ReplyForm } from '@cordboard/api-contract/conversations'
import type { Capabilities } from '@cordboard/core/channel/channel'
import { planDelivery, withFileLimit } from '@cordboard/core/plan-delivery'
import { useQuery } from '@tanstack/react-query'
import { channelsQuery } from '../../api/directory.ts'
import { useT } from '../../i18n/translate.ts'
import type { Draft } from '../../state/drafts.ts'
import { planWords } from './plan-words.ts'
import type { ChangeDraft } from './use-draft.ts'
import { type Chosen, type Recipients, useRecipients } from './use-recipients.ts'
import { useReplyForm } from './use-reply-form.ts'

/** What goes out with the text: what the agent sees at this moment. */
export type Enclosed = { people: Chosen; signature: string }

type Reply = {
  form: ReplyForm | undefined
  /** What the channel takes, with what the account's provider says of files. */
  capabilities: Capabilities | undefined
  people: Recipients | null
  signature: string
  /** What goes along, or why it cannot go. */
  enclose: () => Enclosed | { refusal: string }
}

const nothing: Enclosed = { people: { cc: [], bcc: [] }, signature: '' }

/** Everything about a reply besides its words: whom it reaches, what stands under it, what its channel carries. */
export function useReply(row: Conversation, draft: Draft, change: ChangeDraft): Reply {
  const t = useT()
  const { data: channels } = useQuery(channelsQuery)
  const channelLimits = channels?.find((channel) => channel.id === row.account.channel)?.capabilities
  const form = useReplyForm(row, channelLimits)
  const capabilities = channelLimits && withFileLimit(channelLimits, form?.maxFileBytes ?? null)
  const people = useRecipients({ draft, change, form, copies: channelLimits?.copies ?? null })
  const signature = form?.signature ?? ''

  function enclose(): ReturnType<Reply['enclose']> {
    if (draft.mode === 'note') return nothing
    const chosen = people === null ? nothing.people : people.all()
    if (chosen === null) return { refusal: t('recipients.unfinished') }
    const enclosed = { people: chosen, signature: draft.signed ? signature : '' }
    if (!capabilities) return enclosed
    const { text, attachments } = draft
    const lastInboundAt = row.lastInboundAt === null ? null : new Date(row.lastInboundAt)
    const copies = chosen.cc.length + chosen.bcc.length
    const plan = planDelivery({ text, attachments, copies, lastInboundAt, now: new Date() }, capabilities)
    return plan.ok ? enclosed : { refusal: planWords(plan, capabilities, t) }
  }

  return { form, capabilities, people, signature, enclose }
}
