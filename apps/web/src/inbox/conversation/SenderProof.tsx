import type { Message } from '@cordboard/api-contract/messages'
import { ShieldCheck, TriangleAlert } from 'lucide-react'
import { useT } from '../../i18n/translate.ts'
import { tip } from '../../ui/tip.ts'

/** Whether the sender is who they say: loud where their domain denies it, quiet where it confirms; else the details say so. */
export function SenderProof({ message: { author, direction, senderProof } }: { message: Message }) {
  const t = useT()
  if (direction !== 'inbound' || senderProof === null || senderProof === 'claimed' || !author.address) return null
  if (senderProof === 'refuted') {
    return (
      // Before the name where there is no room beside it.
      <span className="max-rail:order-first max-rail:basis-full">
        <span className="inline-flex items-center gap-1 rounded-sm bg-danger-bg px-1.5 leading-4.5 text-danger">
          <TriangleAlert size={12} aria-hidden="true" className="shrink-0" />
          {t('proof.refuted')}
        </span>
      </span>
    )
  }
  return (
    <span
      role="img"
      aria-label={t('proof.proven')}
      className="inline-flex size-4 items-center justify-center text-ok"
      {...tip(t('proof.provenHint', { address: author.address }))}
    >
      <ShieldCheck size={14} aria-hidden="true" />
    </span>
  )
}
