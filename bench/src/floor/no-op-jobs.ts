/** Jobs that do nothing, one a message: the least a doorbell costs. One JSON task a line, one answer a line. Argument: the URL of Redis. */
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { createInterface } from 'node:readline/promises'

export type JobsTask = { count: number }
export type JobsAnswer = { wallMs: number; cpuMs: number }

const [redisUrl = ''] = process.argv.slice(2)
const queueName = 'no-op'
const adders = 24

let done = 0
let finished = Promise.withResolvers<void>()
let wanted = 0
const work = async () => {
  done += 1
  if (done === wanted) finished.resolve()
}
new Worker(queueName, work, { connection: new Redis(redisUrl, { maxRetriesPerRequest: null }), concurrency: 10 })
const queue = new Queue(queueName, { connection: new Redis(redisUrl, { maxRetriesPerRequest: null }) })

for await (const line of createInterface({ input: process.stdin })) {
  const { count } = JSON.parse(line) as JobsTask
  const before = process.cpuUsage()
  const begun = performance.now()
  wanted = done + count
  finished = Promise.withResolvers<void>()
  const waiting = Array.from({ length: count }, (_, id) => ({ id }))
  const add = async () => {
    for (let data = waiting.pop(); data; data = waiting.pop())
      await queue.add('message', data, { removeOnComplete: true })
  }
  await Promise.all(Array.from({ length: adders }, add))
  await finished.promise
  const wallMs = performance.now() - begun
  const { user, system } = process.cpuUsage(before)
  const answer: JobsAnswer = { wallMs, cpuMs: (user + system) / 1000 }
  console.log(JSON.stringify(answer))
}
process.exit(0)
