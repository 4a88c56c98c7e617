/** What the server and its channels say of accounts and messages: in English, and elsewhere by its code. */
import type { SentenceCode } from '@cordboard/core/sentence'
import { i18n } from '@lingui/core'
import type { Translate } from './translate.ts'

/** `null` where only the English text is known: of a channel without a catalogue, or somebody's own words. */
export function translated(sentence: SentenceCode | null | undefined, t: Translate): string | null {
  if (!sentence || i18n.locale === 'en') return null
  const id = `sentence.${sentence.code}`
  return id in i18n.messages ? t(id, sentence.values) : null
}

/** The sentence in the language shown, else its English text. */
export function inWords(english: string, sentence: SentenceCode | null | undefined, t: Translate): string {
  return translated(sentence, t) ?? english
}
