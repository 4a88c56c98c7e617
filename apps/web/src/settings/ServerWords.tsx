import type { SentenceCode } from '@cordboard/core/sentence'
import { useLingui } from '@lingui/react'
import { translated } from '../i18n/sentence.ts'
import { useT } from '../i18n/translate.ts'

/** A sentence of the server's, which speaks English. Where it is not known in the language shown, our own stands first and the server's below it. */
export function ServerWords({ words, sentence, own }: { words: string; sentence: SentenceCode | null; own: string }) {
  const t = useT()
  const { i18n } = useLingui()
  if (words === '') return own
  if (i18n.locale === 'en') return words
  const said = translated(sentence, t)
  if (said !== null) return said
  return (
    <>
      {own}
      <span lang="en" className="mt-0.5 block text-xs text-fg-faint">
        {words}
      </span>
    </>
  )
}
