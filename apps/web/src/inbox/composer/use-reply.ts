import type { Conversation, ReplyForm } from '@cordboard/api-contract/conversations'
import type { Capabilities } from '@cordboard/core/channel/channel'
import { onWay, planDelivery, withFileLimit } from '@cordboard/core/plan-delivery'
import { useQuery } from '@tanstack/react-query'
import { channelsQuery } from '../../api/directory.ts'
import { useT } from '../../i18n/translate.ts'
import { answering } from '../../state/answering.ts'
import type { Draft } from '../../state/drafts.ts'
import { planWords } from './plan-words.ts'
import type { ChangeDraft } from './use-draft.ts'
import { type Chosen, type Recipients, useRecipients } from './use-recipients.ts'
import { useReplyForm } from './use-reply-form.ts'
import { useWays, type Ways } from './use-ways.ts'

/** What goes out with the text: what the agent sees at this moment. */
export type Enclosed = { people: Chosen; signature: string; way: string | null; replyTo: string | null }

type Reply = {
  form: ReplyForm | undefined
  /** What the channel takes on the chosen way, with what the account's provider says of files. */
  capabilities: Capabilities | undefined
  /** What is too much for one message becomes several. */
  divides: boolean
  /** The ways that are open, where there is more than one; `chosen` is the one it goes by. */
  ways: Ways
  people: Recipients | null
  signature: string
  /** The way what is written from now on keeps: begun in private, it goes not out in public because the customer posts meanwhile. */
  begun: (now: Draft) => Pick<Draft, 'way'>
  /** What goes along, or why it cannot go. */
  enclose: () => Enclosed | { refusal: string }
}

const nothing: Enclosed = { people: { cc: [], bcc: [] }, signature: '', way: null, replyTo: null }

/** Everything about a reply besides its words: whom it reaches, what stands under it, what its channel carries. */
export function useReply(row: Conversation, draft: Draft, change: ChangeDraft): Reply {
  const t = useT()
  const { data: channels } = useQuery(channelsQuery)
  const channel = channels?.find(({ id }) => id === row.account.channel)
  const form = useReplyForm(row, channel?.capabilities)
  const ways = useWays(row.id, { capabilities: channel?.capabilities, form, wanted: draft.way })
  const limits = channel && onWay(channel.capabilities, ways.chosen?.id)
  const capabilities = limits && withFileLimit(limits, form?.maxFileBytes ?? null)
  const divides = (channel?.divides ?? false) && !ways.chosen?.public
  const people = useRecipients({ draft, change, form, copies: channel?.capabilities.copies ?? null })
  const signature = form?.signature ?? ''

  function enclose(): ReturnType<Reply['enclose']> {
    if (draft.mode === 'note') return nothing
    const chosen = people === null ? nothing.people : people.all()
    if (chosen === null) return { refusal: t('recipients.unfinished') }
    const replyTo = answering(row.id)?.id ?? null
    const way = ways.chosen?.id ?? null
    const enclosed = { people: chosen, signature: draft.signed ? signature : '', way, replyTo }
    if (!capabilities) return enclosed
    const { text, attachments } = draft
    const lastInboundAt = row.lastInboundAt === null ? null : new Date(row.lastInboundAt)
    const copies = chosen.cc.length + chosen.bcc.length
    const plan = planDelivery({ text, attachments, copies, lastInboundAt, now: new Date(), divides }, capabilities)
    return plan.ok ? enclosed : { refusal: planWords(plan, capabilities, t) }
  }

  const begun = ({ mode, way }: Draft) => ({ way: mode === 'note' ? way : (way ?? ways.chosen?.id ?? null) })
  return { form, capabilities, divides, ways, people, signature, enclose, begun }
}
