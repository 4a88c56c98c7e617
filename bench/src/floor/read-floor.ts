/**
 * The least a page of the list or of a thread can cost: Node, pg and one prepared query over the desk's own tables.
 * `node read-floor.ts DATABASE_URL` prints its port; `/list` is the first page, `/thread?id=…` the newest page of a conversation.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 })
const list = `select id, subject, status, snippet, last_activity_at, contact_id, account_id, assignee_id from conversations
  where status = 'open' and (last_activity_at, id) < ($1, $2) order by last_activity_at desc, id desc limit 50`
const thread = `select id, direction, kind, sender_address, sender_name, subject, body_text, body_html, recipients_to, delivery_state,
  occurred_at from messages where conversation_id = $1 order by occurred_at desc, id desc limit 30`

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://floor')
  const query =
    pathname === '/thread'
      ? { name: 'thread', text: thread, values: [searchParams.get('id')] }
      : { name: 'list', text: list, values: ['infinity', '9223372036854775807'] }
  const { rows } = await pool.query(query)
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ items: rows }))
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
