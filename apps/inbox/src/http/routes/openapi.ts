import { compressed } from '../compressed.ts'
import { deskUrl } from '../desk-url.ts'
import type { Handler } from '../guard.ts'
import { describeApi } from '../openapi.ts'

/** `GET /openapi.json`. */
export const getOpenapi: Handler = async ({ desk, request }) =>
  compressed(Response.json(await describeApi({ url: deskUrl(desk, request), version: desk.version })), request)
