import { deskUrl } from '../desk-url.ts'
import type { Handler } from '../guard.ts'
import { describeApi } from '../openapi.ts'

/** `GET /openapi.json`. */
export const getOpenapi: Handler = async ({ desk, request }) =>
  Response.json(await describeApi({ url: deskUrl(desk, request), version: desk.version }))
