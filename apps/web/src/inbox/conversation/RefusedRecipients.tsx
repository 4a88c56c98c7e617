import type { Message } from '@cordboard/api-contract/messages'
import { ServerSentence } from '../../i18n/ServerSentence.tsx'
import { useT } from '../../i18n/translate.ts'

type Refused = NonNullable<Message['delivery']>['refused']

/** Whom a reply did not reach though it went out, and why. */
export function RefusedRecipients({ refused }: { refused: Refused }) {
  const t = useT()
  return (
    <ul role="alert" className="w-full text-right text-warn">
      {refused.map(({ address, reason, sentence }) => (
        <li key={address} className="wrap-anywhere">
          {t('delivery.notTo', { address })} <ServerSentence english={reason} sentence={sentence} />
        </li>
      ))}
    </ul>
  )
}
