import { useT } from '../../i18n/translate.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { providerOf, type SignInWay } from './provider-sign-in.ts'
import type { DraftFields } from './use-mailbox-draft.ts'

/** With a password, or on the provider's own pages. Where neither Google nor Microsoft is known, the second is a line of small text. */
export function SignInWays({ fields: { draft, change } }: { fields: DraftFields }) {
  const t = useT()
  const known = providerOf(draft.values['imap.host'])
  const choose = (signIn: SignInWay) => change({ ...draft, signIn })
  const ways = new Set<SignInWay>([...(known ? [known] : []), ...(draft.signIn === 'password' ? [] : [draft.signIn])])
  if (ways.size === 0) {
    return (
      <LinkButton className="self-start text-sm text-accent-text" onClick={() => choose('custom')}>
        {t('email.way.customOffer')}
      </LinkButton>
    )
  }
  return (
    <div role="radiogroup" aria-label={t('email.way')} className="grid gap-2 rail:grid-cols-2">
      {[...ways, 'password' as const].map((way) => (
        <label
          key={way}
          className="flex cursor-pointer items-start gap-2.5 rounded-lg border border-line-strong/60 p-2.5 hover:bg-hover has-checked:border-accent has-checked:bg-selected"
        >
          <input
            type="radio"
            name="sign-in-way"
            checked={draft.signIn === way}
            onChange={() => choose(way)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span>
            <span className="block font-medium">{t(`email.way.${way}`)}</span>
            <span className="block text-sm text-fg-muted">{t(`email.way.${way}Hint`)}</span>
          </span>
        </label>
      ))}
    </div>
  )
}
