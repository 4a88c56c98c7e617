/** Tells mail nobody wrote from mail somebody did (RFC 3834, RFC 3464, and what servers do instead). */
import type { Automation } from '@cordboard/core/message'
import type { HeaderLines } from 'mailparser'
import { headerOf } from './parse.ts'

const robotSender = /^(mailer-daemon|postmaster|no-?reply|bounces?)([@+_.-]|$)/i
const bounceSubject =
  /undeliver|delivery (status|failure|has failed)|returned mail|failure notice|mail delivery failed|退信|无法投递|投递失败|無法傳遞/i
const awaySubject =
  /^\s*(auto(matic)?[- ]?(reply|response)|out of (the )?office|自动回复|自動回覆|自动答复|自動応答|abwesenheit|réponse automatique|respuesta automática)/i

/** `own` are the addresses this account writes under: a mailing list of that name is how customers reach the desk. */
export function automationOf(
  mail: { lines: HeaderLines; sender: string; subject: string },
  own: readonly string[],
): Automation {
  const { lines, sender, subject } = mail
  const type = headerOf(lines, 'content-type').toLowerCase()
  if (type.includes('delivery-status')) return 'bounce'
  if (/report-type\s*=\s*"?(disposition-notification|feedback-report)/.test(type)) return 'report'
  if (robotSender.test(sender) && bounceSubject.test(subject)) return 'bounce'
  const submitted = headerOf(lines, 'auto-submitted').toLowerCase()
  if (submitted !== '' && submitted !== 'no') return submitted.startsWith('auto-replied') ? 'auto_reply' : 'bulk'
  if (['x-autoreply', 'x-autorespond', 'x-autoresponder'].some((name) => isYes(headerOf(lines, name))))
    return 'auto_reply'
  const precedence = headerOf(lines, 'precedence').toLowerCase()
  if (precedence.includes('auto_reply')) return 'auto_reply'
  if (/bulk|junk/.test(precedence)) return 'bulk'
  if (awaySubject.test(subject)) return 'auto_reply'
  // Never a person: servers send so what must not be answered.
  if (headerOf(lines, 'return-path') === '<>') return 'auto_reply'
  const fromList = precedence === 'list' || ['list-id', 'list-unsubscribe'].some((name) => headerOf(lines, name) !== '')
  return fromList && !isOwnList(lines, own) ? 'bulk' : 'none'
}

function isYes(value: string): boolean {
  return value !== '' && !/^(no|none|false)$/i.test(value)
}

function isOwnList(lines: HeaderLines, own: readonly string[]): boolean {
  const named = `${headerOf(lines, 'list-post')} ${headerOf(lines, 'list-id')}`.toLowerCase()
  return own.some((address) => named.includes(`mailto:${address}>`) || named.includes(`<${address.replace('@', '.')}>`))
}
