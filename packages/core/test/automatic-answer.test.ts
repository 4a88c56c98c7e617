import { expect, it } from 'vitest'
import { mayBeAnswered } from '../src/automatic-answer.ts'

const own = ['support@desk.test']
const first = {
  senderKey: 'mei@customer.test',
  automation: 'none' as const,
  senderProof: 'claimed' as const,
  to: ['Support@desk.test'],
  cc: [],
}

it('answers a person who wrote to us', () => {
  expect(mayBeAnswered(first, own)).toBe(true)
  expect(mayBeAnswered({ ...first, to: ['boss@x.test'], cc: ['support@desk.test'] }, own)).toBe(true)
  for (const senderKey of [
    'norbert@x.test',
    'newton@x.test',
    'alerta.gomez@x.test',
    'bounceback.band@x.test',
    'rooty@x.test',
  ])
    expect(mayBeAnswered({ ...first, senderKey }, own), senderKey).toBe(true)
})

it.each(['auto_reply', 'bulk', 'bounce', 'report'] as const)('never answers what nobody wrote: %s', (automation) => {
  expect(mayBeAnswered({ ...first, automation }, own)).toBe(false)
})

it.each([
  'mailer-daemon@x.test',
  'no-reply@x.test',
  'noreply+abc@x.test',
  'do_not_reply@x.test',
  'donotreply@x.test',
  'postmaster@x.test',
  'bounce-123@x.test',
  'notifications@x.test',
  'newsletter@x.test',
  'owner-list@x.test',
  'list-owner@x.test',
  'list-request@x.test',
  'shop.noreply@x.test',
])('never answers a program: %s', (senderKey) => {
  expect(mayBeAnswered({ ...first, senderKey }, own)).toBe(false)
})

it('never answers ourselves, a null sender, a denied one, or one who did not write to us', () => {
  expect(mayBeAnswered({ ...first, senderKey: 'support@desk.test' }, own)).toBe(false)
  expect(mayBeAnswered({ ...first, senderKey: '' }, own)).toBe(false)
  expect(mayBeAnswered({ ...first, senderProof: 'refuted' }, own)).toBe(false)
  expect(mayBeAnswered({ ...first, to: ['everybody@list.test'] }, own)).toBe(false)
})
