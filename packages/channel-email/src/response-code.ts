/** The code in brackets of a server's refusal (RFC 5530), such as UNAVAILABLE. imapflow reads it for some commands only. */
import { z } from 'zod'

const told = z.object({ serverResponseCode: z.string() })
const parsed = z.object({
  response: z.object({
    attributes: z.tuple([z.object({ section: z.tuple([z.object({ value: z.string() })], z.unknown()) })], z.unknown()),
  }),
})

/** In capitals; `null` where the error is no refusal or names no code. */
export function responseCodeOf(error: unknown): string | null {
  const byLibrary = told.safeParse(error)
  if (byLibrary.success) return byLibrary.data.serverResponseCode.toUpperCase()
  const raw = parsed.safeParse(error)
  return raw.success ? raw.data.response.attributes[0].section[0].value.toUpperCase() : null
}
