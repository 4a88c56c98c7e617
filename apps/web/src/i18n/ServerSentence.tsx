import type { SentenceCode } from '@cordboard/core/sentence'
import { translated } from './sentence.ts'
import { useT } from './translate.ts'

/** A sentence of the server's in the language shown; else in its own English, marked for whoever has it read aloud. */
export function ServerSentence({ english, sentence }: { english: string; sentence: SentenceCode | null }) {
  const t = useT()
  return translated(sentence, t) ?? <span lang="en">{english}</span>
}
