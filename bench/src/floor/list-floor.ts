/** The least a list page can cost: Node, pg and one prepared query over the desk's own table. `node list-floor.ts DATABASE_URL` prints its port. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 })
const text = `select id, subject, status, snippet, last_activity_at, contact_id, account_id, assignee_id from conversations
  where status = 'open' and (last_activity_at, id) < ($1, $2) order by last_activity_at desc, id desc limit 50`

const server = createServer(async (request, response) => {
  const query = new URL(request.url ?? '/', 'http://floor').searchParams
  const { rows } = await pool.query({
    name: 'list',
    text,
    values: [query.get('before') ?? 'infinity', query.get('id') ?? '9223372036854775807'],
  })
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ items: rows }))
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
