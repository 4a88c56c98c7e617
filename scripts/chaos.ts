/** `pnpm chaos --seed N --minutes M`: kills a working desk at random and prints what the customer and the agent saw of it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '../apps/inbox/src/embedded-postgres/start.ts'
import { clean, lineOf } from '../apps/inbox/test/chaos/checker.ts'
import { killAtRandom, sameSet } from '../apps/inbox/test/chaos/random-killer.ts'
import { openStage } from '../apps/inbox/test/chaos/stage.ts'
import { quiet } from '../apps/inbox/test/support/quiet-log.ts'
import { startRedis } from '../apps/inbox/test/support/redis.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '5' },
    kills: { type: 'string', default: 'Infinity' },
    queue: { type: 'string', default: 'postgres' },
  },
})
const say = (line: string) => console.log(line)
const seed = Number(values.seed)
const replay = `pnpm chaos --seed ${seed} --minutes ${values.minutes} --queue ${values.queue}`

await using stack = new AsyncDisposableStack()
const dataDir = await mkdtemp(join(tmpdir(), 'cordboard-chaos-'))
stack.defer(() => rm(dataDir, { recursive: true, force: true }))
const postgres = stack.use(await startEmbeddedPostgres({ dataDir, log: quiet }))
const redis = values.queue === 'redis' ? stack.use(await startRedis({ persistence: true })) : null
const stage = stack.use(await openStage(async () => ({ url: postgres.url, async [Symbol.asyncDispose]() {} })))
const line = await stage.line({ redisUrl: redis?.url ?? null })
await line.begin()
say(replay)
const { kills, findings, expectedUnconfirmed } = await killAtRandom(line, {
  seed,
  kills: Number(values.kills),
  endAt: Date.now() + Number(values.minutes) * 60_000,
  say,
})
const held = lineOf(findings) === clean && sameSet(findings.unconfirmed, expectedUnconfirmed)
say(`${kills} kills, ${line.truth.mails.length} mails, ${line.truth.replies.length} replies`)
say(lineOf(findings))
say(`unconfirmed=${findings.unconfirmed.size} expected=${expectedUnconfirmed.size}`)
if (!held) say(`Replay with: ${replay}\n${JSON.stringify(findings, null, 2)}`)
process.exitCode = held ? 0 : 1
