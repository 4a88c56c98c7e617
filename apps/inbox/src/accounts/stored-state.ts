import type { Sentence } from '@cordboard/core/sentence'

/** What a sentence is in the row of an account. */
export function storedState({ code, values, text }: Sentence): { state_detail: string; state_sentence: string } {
  return { state_detail: text, state_sentence: JSON.stringify({ code, values }) }
}
