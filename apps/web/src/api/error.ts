import { i18n } from '@lingui/core'
import { ORPCError } from '@orpc/client'
import type { Translate } from '../i18n/translate.ts'

/** A refusal by the server: its code, one sentence, and the field it concerns. */
export class ApiError extends ORPCError<string, undefined> {
  override readonly name = 'ApiError'
  readonly field: string | undefined

  constructor(status: number, code: string, message: string, field?: string) {
    super(code, { status, message })
    this.field = field
  }

  static from(status: number, body: unknown): ApiError {
    const { error } = (body ?? {}) as { error?: { code?: string; message?: string; field?: string } }
    return new ApiError(status, error?.code ?? `status_${status}`, error?.message ?? '', error?.field)
  }
}

export function hasCode(error: unknown, code: string): error is ApiError {
  return error instanceof ApiError && error.code === code
}

/** Whether asking again may help: no answer, or an answer that says "later". */
export function isPassing(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status >= 500 || error.status === 429
}

/** One sentence for a person. The server's own says most, but only in English; elsewhere its code says it. */
export function errorSentence(error: unknown, t: Translate): string {
  if (!(error instanceof ApiError)) return t('error.unreachable')
  const id = `error.${error.code}`
  if (i18n.locale === 'en' && error.message !== '') return error.message
  if (id in i18n.messages) return t(id)
  return t(error.status >= 500 ? 'error.server' : 'error.refused')
}
