import { afterAll, beforeAll, expect, test } from 'vitest'
import { cookieOf, openTestDesk, type TestDesk, testPassword } from './support/test-desk.ts'

let desk: TestDesk

beforeAll(async () => {
  desk = await openTestDesk()
})
afterAll(() => desk[Symbol.asyncDispose]())

test('signing in gives a session cookie that reads conversations', async () => {
  const { cookie } = await desk.signedIn('agent')
  const response = await desk.request('/api/v1/conversations', { cookie })
  expect(await response.json()).toEqual({ items: [], nextCursor: null })
})

test('a wrong password is refused in words that do not say which part was wrong', async () => {
  const { email } = await desk.signedIn('agent')
  const wrong = { email, password: 'not this one' }
  const response = await desk.request('/api/v1/session', { method: 'POST', body: wrong })
  expect(response.status).toBe(401)
  expect(await response.json()).toEqual({
    error: { code: 'wrong_credentials', message: 'The email address or the password is wrong.' },
  })
  expect(cookieOf(response)).toBe('')
  const nobody = { email: 'nobody@example.com', password: testPassword }
  expect((await desk.request('/api/v1/session', { method: 'POST', body: nobody })).status).toBe(401)
})
