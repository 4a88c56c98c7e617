import { readFileSync, writeFileSync } from 'node:fs'
const bench = '/work/main/bench/src'
const { seedConversations } = await import('/work/main/bench/src/seed.ts')
const { startPostgres } = await import(`${bench}/stage.ts`)
const { migrate } = await import('/work/main/apps/inbox/src/db/migrate.ts')
const { openDatabase } = await import('/work/main/apps/inbox/src/db/database.ts')
const { conversationRows } = await import('/work/main/apps/inbox/src/conversations/conversation-row.ts')
const { listConversations } = await import('/work/main/apps/inbox/src/conversations/list-conversations.ts')
const { sql } = await import('/work/main/apps/inbox/node_modules/kysely/dist/index.js')
await using stack = new AsyncDisposableStack()
const pgs = await startPostgres(stack)
const url = await pgs.database('desk')
await migrate(url)
await seedConversations(url, 20000)
const { db, pool } = openDatabase(url, { log: console as never, applicationName: 'x' })
const page = sql`select c.id from conversations c where c.status = ${'open'} order by c.last_activity_at desc, c.id desc limit ${51}`
const q = sql`${conversationRows(page, 'x')} order by c.last_activity_at desc, c.id desc`.compile(db)
async function t(name: string, f: () => Promise<unknown>) { for (let i = 0; i < 50; i++) await f(); const a: number[] = []; for (let i = 0; i < 300; i++) { const b = performance.now(); await f(); a.push(performance.now() - b) } a.sort((x, y) => x - y); console.log(name, a[150]!.toFixed(2), a[285]!.toFixed(2)) }

const litpage = sql`select c.id from conversations c where c.status = ${'open'} order by c.last_activity_at desc, c.id desc limit 51`
const l = sql`${conversationRows(litpage, 'x')} order by c.last_activity_at desc, c.id desc`.compile(db)
const one = await pool.connect()
const floor = `select id, subject, status, snippet, last_activity_at, contact_id, account_id, assignee_id from conversations where status = 'open' and (last_activity_at, id) < ($1, $2) order by last_activity_at desc, id desc limit 50`
const json = `select json_agg(to_json(r))::text as j from (${l.sql}) r`
for (let k = 0; k < 3; k++) {
await t('floor', () => one.query({ name: 'f', text: floor, values: ['infinity', '9223372036854775807'] }))
await t('unprepared', () => one.query(q.sql, q.parameters as never))
await t('named lit', () => one.query({ name: 'n', text: l.sql, values: l.parameters as never }))
await t('named json', () => one.query({ name: 'j', text: json, values: l.parameters as never }))
}
console.log((await one.query(`select name, generic_plans, custom_plans from pg_prepared_statements`)).rows)
await one.query('set plan_cache_mode = force_generic_plan')
await t('forced', () => one.query({ name: 'n', text: l.sql, values: l.parameters as never }))
one.release()
await db.destroy()
