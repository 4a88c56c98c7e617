import type { VerificationStep } from '@cordboard/api-contract/accounts'
import { i18n } from '@lingui/core'
import { describe, expect, test } from 'vitest'
import { emailForm } from '../src/channels/email/email-form.ts'
import { faultOf } from '../src/settings/connect/faults.ts'
import { readEvents } from '../src/settings/connect/read-events.ts'
import { isProven, rowsOf, untested, type Test } from '../src/settings/connect/test-progress.ts'

const expected = { receive: ['dns', 'sign_in', 'receive'], send: ['dns', 'send'] }

function step(name: string, ok = true, direction: VerificationStep['direction'] = 'receive'): VerificationStep {
  return { step: name, direction, ok, detail: `${name} said so`, sentence: null, technical: null, durationMs: 12 }
}

function statuses(steps: VerificationStep[], status: Test['status']): string[] {
  return rowsOf({ ...untested, status, steps }, 'receive', expected).map((row) => `${row.step} ${row.status}`)
}

describe('the lines of a connection test', () => {
  test('show what ended, what runs and what is to come', () => {
    expect(statuses([step('dns')], 'running')).toEqual(['dns proven', 'sign_in running', 'receive waiting'])
  })

  test('stop at a failure, while the other direction goes on', () => {
    const failed = [step('dns'), step('sign_in', false), step('dns', true, 'send')]
    expect(statuses(failed, 'running')).toEqual(['dns proven', 'sign_in failed', 'receive not_tried'])
  })

  test('leave nothing running when the test broke off', () => {
    expect(statuses([step('dns')], 'broken')).toEqual(['dns proven', 'sign_in not_tried', 'receive not_tried'])
  })

  test('keep a step nobody expected', () => {
    expect(statuses([step('quota')], 'done')[0]).toBe('quota proven')
  })

  test('are proven only by a result that says so of both directions', () => {
    const proven = { ok: true, detail: '', sentence: null }
    const result = { receive: proven, send: { ...proven, ok: false }, steps: [] }
    expect(isProven({ ...untested, steps: [step('dns')] })).toBe(false)
    expect(isProven({ ...untested, status: 'done', result })).toBe(false)
    expect(isProven({ ...untested, status: 'done', result: { ...result, send: proven } })).toBe(true)
  })
})

test('server-sent events are read whole however they are cut, and a cut last one is dropped', async () => {
  const text =
    'event: step\r\ndata: {"a":"é"}\r\n\r\n: hello\n\nevent: result\ndata: 1\ndata: 2\n\nevent: step\ndata: cut'
  const bytes = new TextEncoder().encode(text)
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(new Uint8Array([byte]))
      controller.close()
    },
  })
  const events = []
  for await (const event of readEvents(body)) events.push(event)
  expect(events).toEqual([
    { event: 'step', data: '{"a":"é"}' },
    { event: 'result', data: '1\n2' },
  ])
})

describe('a fault finds its field', () => {
  test('by the path of a refusal', () => {
    i18n.loadAndActivate({ locale: 'en', messages: {} })
    const fault = (field: string | undefined) => faultOf({ field, message: 'No.' }, emailForm, i18n._.bind(i18n))
    expect(fault('settings.imap.host')).toEqual([{ field: 'imap.host', words: 'No.' }])
    expect(fault('name')).toEqual([])
    expect(fault(undefined)).toEqual([])
  })

  test('and says in other languages which setting it is, not the English of the server', () => {
    i18n.loadAndActivate({
      locale: 'zh-CN',
      messages: {
        'connect.settingRefused': '“{setting}”不正确。',
        'email.host': '服务器',
        'error.invalid_settings': '设置不正确。',
      },
    })
    const words = (field: string) => faultOf({ field, message: 'No.' }, emailForm, i18n._.bind(i18n))[0]?.words
    expect(words('settings.imap.host')).toBe('“服务器”不正确。')
    expect(words('settings.surprise')).toBe('设置不正确。')
  })

  test('by the step of a test', () => {
    expect(emailForm.fieldOfStep(step('dns', false))).toBe('imap.host')
    expect(emailForm.fieldOfStep(step('sign_in', false, 'send'))).toBe('smtp.password')
    expect(emailForm.fieldOfStep({ ...step('tls', false), technical: 'DEPTH_ZERO_SELF_SIGNED_CERT' })).toBe('imap.ca')
    expect(emailForm.fieldOfStep({ ...step('tls', false), technical: 'ERR_TLS_CERT_ALTNAME_INVALID' })).toBe(
      'imap.security',
    )
  })
})
