import { apiPrefix } from '@cordboard/api-contract/contract'
import { sql } from 'kysely'
import { framePage } from '../../messages/frame-page.ts'
import { remoteImagePath } from '../../messages/remote-image.ts'
import { showInlineImages, showRemoteImages } from '../../messages/mail-html.ts'
import type { Handler } from '../guard.ts'
import { notFound } from '../refusal.ts'
import { rowIdOf } from '../row-id.ts'

/**
 * The boundary around mail nobody vetted: nothing runs, nothing is loaded from elsewhere, whatever the sanitiser let through.
 * `allow-same-origin` gives the page that embeds it the height, and the pictures the session; without scripts it gives the mail nothing.
 */
const framePolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

type BodyRow = { body_html: string | null; folded_html: string | null; files: { id: string; contentId: string }[] }

/** `GET /messages/{id}/frame[?full=1][&images=1]`: a message's HTML as a page of its own. */
export const getMessageFrame: Handler = async ({ desk, request }, { id = '' }) => {
  const query = new URL(request.url).searchParams
  const found = await sql<BodyRow>`
    select body_html, folded_html, coalesce((
      select json_agg(json_build_object('id', id::text, 'contentId', content_id))
      from attachments where message_id = message.id and content_id is not null), '[]') as files
    from messages message where id = ${rowIdOf(id, 'message')}::bigint`.execute(desk.db)
  const row = found.rows[0]
  if (!row?.body_html) throw notFound('HTML of this message')
  const chosen = query.get('full') === '1' ? row.body_html : (row.folded_html ?? row.body_html)
  const files = new Map(row.files.map((file) => [file.contentId, `${apiPrefix}/attachments/${file.id}?inline=1`]))
  const shown = showInlineImages(chosen, (contentId) => files.get(contentId) ?? null)
  const html =
    query.get('images') === '1' ? showRemoteImages(shown, (url) => remoteImagePath(url, desk.cookieSecret)) : shown
  return new Response(framePage(html), {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': framePolicy,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': 'private, max-age=300',
    },
  })
}
