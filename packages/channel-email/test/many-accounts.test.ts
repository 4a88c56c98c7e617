import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FakeImap } from './fake-imap.ts'
import { fakeSettings, mail } from './follow-fake.ts'
import type { Cost, Order } from './many-clients.ts'

const accounts = 200

test('two hundred mailboxes in one process: each costs little memory, all are connected soon and hear of mail at once', async () => {
  await using imap = await FakeImap.start()
  imap.put(mail('there'))
  const clients = fork(join(import.meta.dirname, 'many-clients.ts'), { execArgv: ['--expose-gc'] })
  try {
    clients.send({ settings: fakeSettings(imap), accounts } satisfies Order)
    await once(clients, 'message')
    expect(imap.connections).toBeGreaterThanOrEqual(accounts)
    imap.put(mail('news'))
    const [cost] = (await once(clients, 'message')) as [Cost]
    // Measured on two idle cores: 235 kB, 0.8 s, 0.25 s.
    expect(cost.residentKbEach).toBeLessThan(600)
    expect(cost.connectedMs).toBeLessThan(15_000)
    expect(cost.heardMs).toBeLessThan(5_000)
  } finally {
    clients.kill()
  }
}, 60_000)
