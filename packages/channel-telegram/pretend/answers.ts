/** How the Bot API answers, with its exact words. */

export type Answer = { status: number; body: string; contentType?: string }

/** Telegram did not do it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: number
  readonly parameters: Record<string, number> | undefined

  constructor(code: number, description: string, parameters?: Record<string, number>) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}

export function result(value: unknown): Answer {
  return { status: 200, body: JSON.stringify({ ok: true, result: value }) }
}

export function refusal({ code, message, parameters }: Refusal): Answer {
  return { status: code, body: JSON.stringify({ ok: false, error_code: code, description: message, parameters }) }
}

export function htmlPage(status: number, title: string): Answer {
  const body = `<html><head><title>${status} ${title}</title></head><body><center><h1>${status} ${title}</h1></center></body></html>`
  return { status, body, contentType: 'text/html' }
}

export const blockedByUser = () => new Refusal(403, 'Forbidden: bot was blocked by the user')
export const chatNotFound = () => new Refusal(400, 'Bad Request: chat not found')
export const unauthorized = () => new Refusal(401, 'Unauthorized')
export const tooManyRequests = (seconds: number) =>
  new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds })
