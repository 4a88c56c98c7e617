/** What is too much for one message of the provider's goes out as several, each of which has to fit. */
import { onWay, planDelivery, type ReplyPlan } from '@cordboard/core/plan-delivery'
import type { AnyChannel } from '../context.ts'
import type { Upload } from './attach-files.ts'

type Whole = {
  text: string
  uploads: readonly Upload[]
  way: string | null
  copies: number
  lastInboundAt: Date | null
  now: Date
}

export type Part = { text: string; attachmentIds: string[] }

/** Refuses what the channel cannot carry, divided or not. */
export function divideReply(
  channel: AnyChannel,
  whole: Whole,
): { ok: true; parts: readonly Part[] } | (ReplyPlan & { ok: false }) {
  const { text, uploads, way, ...circumstances } = whole
  const limits = onWay(channel.capabilities, way)
  const files = uploads.map(({ file_name, media_type, size }) => ({ fileName: file_name, mediaType: media_type, size }))
  const plan = planDelivery(
    { ...circumstances, text, attachments: files, divides: channel.split !== undefined },
    limits,
  )
  if (!plan.ok) return plan
  if (!channel.split) return { ok: true, parts: [{ text, attachmentIds: uploads.map(({ id }) => id) }] }
  const parts = channel.split({ markdown: text, files, ...(way === null ? {} : { way }) })
  for (const part of parts) {
    const attachments = part.files.flatMap((position) => files[position] ?? [])
    const fits = planDelivery({ ...circumstances, text: part.markdown, attachments }, limits)
    if (!fits.ok) return fits
  }
  return {
    ok: true,
    parts: parts.map(({ markdown, files: positions }) => ({
      text: markdown,
      attachmentIds: positions.flatMap((position) => uploads[position]?.id ?? []),
    })),
  }
}
