/** Mails as they really come, foreign, damaged and hostile, made by script, each with what an agent must see of it. */
import { charsetMails } from './charsets.ts'
import type { CorpusMail } from './compose.ts'
import { damagedMails } from './damaged.ts'
import { formMails } from './forms.ts'
import { headerMails } from './headers.ts'
import { labelMails } from './labels.ts'
import { structureMails } from './structures.ts'

export const families: readonly { family: string; mails: readonly CorpusMail[] }[] = [
  { family: 'character sets', mails: charsetMails() },
  { family: 'labels that lie', mails: labelMails },
  { family: 'headers', mails: headerMails },
  { family: 'damage', mails: damagedMails },
  { family: 'structures', mails: structureMails },
  { family: 'forms', mails: formMails },
]
