/** Promises of `verify`, and of silence about secrets. */
import assert from 'node:assert/strict'
import type { Verification, VerificationStep } from '@cordboard/core/channel/channel'
import { until } from '../peers/until.ts'
import { hasCredentials, item, type ContractItem } from './item.ts'
import { leaksOf } from './secrets.ts'
import { assertSentence, newMarker, within, type Stage } from './stage.ts'

export const verifyingItems: readonly ContractItem[] = [
  item('proves receiving and sending step by step, and troubles no customer', async (stage) => {
    const shown: VerificationStep[] = []
    const { steps } = await verify(stage, stage.settings, (step) => shown.push(step))
    assert.deepEqual(
      steps.filter(({ ok }) => !ok),
      [],
    )
    assert.deepEqual(new Set(steps.map(({ direction }) => direction)), new Set(['receive', 'send']))
    assert.deepEqual(shown, steps)
    assert.deepEqual(await stage.provider.delivered(), [])
    assert.equal(stage.host.rows.size, 0, 'verifying stores nothing')
  }),

  item(
    'tells in words that credentials are refused',
    async (stage) => {
      const { steps } = await verify(stage, stage.definition.settings.parse(stage.provider.wrongCredentials()))
      assert.ok(steps.some(({ ok }) => !ok))
    },
    hasCredentials,
  ),

  item('tells in words that the provider cannot be reached', async (stage) => {
    await stage.provider.down()
    const { steps } = await verify(stage)
    assert.ok(steps.some(({ ok }) => !ok))
  }),

  item(
    'says no secret, whatever goes wrong',
    async (stage) => {
      const wrong = stage.definition.settings.parse(stage.provider.wrongCredentials())
      const said: unknown[] = [await verify(stage), await verify(stage, wrong)]
      for (const settings of [wrong, stage.settings]) {
        const connection = await stage.connect(settings)
        said.push(await stage.send(connection, stage.reply(newMarker())))
        const receiving = stage.receive(connection)
        const connected = until('it is connected', () => stage.host.states.some(({ state }) => state === 'connected'))
        await Promise.race([receiving.ended, connected.catch(() => null)])
        await stage.provider.cutLinks()
        said.push(await within(stage.subject.patienceMs, 'receive ends', receiving.ended))
      }
      assert.deepEqual(leaksOf(stage.provider.secrets(), said), [])
    },
    hasCredentials,
  ),
]

async function verify(
  stage: Stage<object>,
  settings = stage.settings,
  onStep?: (step: VerificationStep) => void,
): Promise<Verification> {
  const connection = await stage.connect(settings)
  const limitMs = stage.subject.answerTimeoutMs + stage.subject.patienceMs
  const verification = await within(limitMs, 'verify ends', connection.verify(AbortSignal.timeout(limitMs), onStep))
  await connection[Symbol.asyncDispose]()
  assert.notEqual(verification.steps.length, 0)
  for (const step of verification.steps) {
    assertSentence(step.detail)
    assert.ok(step.durationMs >= 0)
  }
  assert.deepEqual(leaksOf(stage.provider.secrets(), verification), [], 'a step says a secret')
  return verification
}
