import { Refusal } from './refusal.ts'

/** The ways in which our operations refuse; outbound and accounts answer the same shape. */
type Refused = { ok: false; code: string; message: string; field?: string | undefined }

const statuses: Record<string, number> = {
  not_found: 404,
  conversation_not_found: 404,
  another_identity: 409,
  already_connected: 409,
  newer_messages: 409,
  may_duplicate: 409,
  not_resendable: 409,
  not_changeable: 409,
  not_sent: 409,
  retracted: 409,
  too_late: 409,
  not_fetchable: 409,
  account_removed: 409,
  account_unusable: 409,
}

/** Turns a refusal into its response; most are about the input. */
export function refuseWith(refused: Refused): never {
  const { code, message, field } = refused
  throw new Refusal(statuses[code] ?? 422, code, message, field === undefined ? {} : { field })
}
