/** What all messages from X have in common: X vouches for who wrote, and there is no HTML, no copy and no subject. */
import type { InboundBody, InboundMessage, Sender } from '@cordboard/core/message'
import type { Sentence } from '@cordboard/core/sentence'
import { handleOf } from './post-text.ts'
import type { XProfile } from './raw.ts'

type Own = Pick<InboundMessage, 'externalId' | 'threadIds' | 'references' | 'from' | 'way' | 'body' | 'sentAt'>

export function plainMessage(own: Own & Partial<InboundMessage>): InboundMessage {
  return {
    kind: 'message',
    conversationKey: null,
    to: [],
    cc: [],
    subject: null,
    attachments: [],
    automation: 'none',
    senderProof: 'proven',
    marks: [],
    forwardedFrom: null,
    ...own,
  }
}

export function plainBody(text: string, textFold: number | null = null): InboundBody {
  return { text, html: null, textFold, foldedHtml: null }
}

export function spokenBody({ text, code, values }: Sentence): InboundBody {
  return { ...plainBody(text), sentence: { code, values } }
}

export function senderOf(id: string, profiles: readonly XProfile[] = []): Sender {
  const profile = profiles.find((known) => known.id === id)
  return { key: id, address: handleOf(profile, id), displayName: profile?.name ?? null }
}
