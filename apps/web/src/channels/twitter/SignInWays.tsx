import { useT } from '../../i18n/translate.ts'
import type { SignInWay } from './profile-draft.ts'

const ways: readonly SignInWay[] = ['keys', 'oauth2']

/** With keys that never end, or on X's own pages with tokens that are renewed. */
export function SignInWays({ way, onChoose }: { way: SignInWay; onChoose: (way: SignInWay) => void }) {
  const t = useT()
  return (
    <div role="radiogroup" aria-label={t('twitter.way')} className="grid gap-2 rail:grid-cols-2">
      {ways.map((choice) => (
        <label
          key={choice}
          className="flex cursor-pointer items-start gap-2.5 rounded-lg border border-line-strong/60 p-2.5 hover:bg-hover has-checked:border-accent has-checked:bg-selected"
        >
          <input
            type="radio"
            name="sign-in-way"
            checked={way === choice}
            onChange={() => onChoose(choice)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span>
            <span className="block font-medium">{t(`twitter.way.${choice}`)}</span>
            <span className="block text-sm text-fg-muted">{t(`twitter.wayHint.${choice}`)}</span>
          </span>
        </label>
      ))}
    </div>
  )
}
