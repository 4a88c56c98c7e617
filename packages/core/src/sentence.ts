/** Sentences for people, worded once in English and known by a code, so that an interface can say them in any language. */
import { z } from 'zod'

/** Which sentence, and what stands in its gaps. Sentences of a table are its own: `email.host_unknown`. */
export const sentenceCodeSchema = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type SentenceCode = z.infer<typeof sentenceCodeSchema>

/** With its English text. */
export type Sentence = SentenceCode & { text: string }

/** Sentences with `{gaps}`, by their codes. */
export type Templates = Readonly<Record<string, string>>

type Gaps<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Gaps<Rest>
  : never
type Values<Template extends string> = Record<Gaps<Template>, string | number>

/** Says a sentence of one table; a gap without its value is a type error. */
export type Say<Table extends Templates> = <Code extends keyof Table & string>(
  code: Code,
  ...values: Gaps<Table[Code]> extends never ? [] : [values: Values<Table[Code]>]
) => Sentence

/** `owner` keeps the codes of two tables apart. */
export function sayFrom<const Table extends Templates>(owner: string, templates: Table): Say<Table> {
  return (code, ...[values = {}]: [values?: Record<string, string | number>]) => ({
    code: `${owner}.${code}`,
    values,
    text: fill(templates[code] ?? '', values),
  })
}

/** As states, steps and reports carry a sentence: its text, and its code beside it. */
export function detailOf({ code, values, text }: Sentence): { detail: string; sentence: SentenceCode } {
  return { detail: text, sentence: { code, values } }
}

function fill(template: string, values: SentenceCode['values']): string {
  return template.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap))
}
