import { describe, expect, it } from 'vitest'
import { resolveHost } from '../src/accounts/resolve-host.ts'

describe('a host an admin typed', () => {
  it.each([
    '127.0.0.1',
    'localhost',
    '10.1.2.3',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    'fd00:ec2::254',
    'fe80::1',
    '::ffff:127.0.0.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2130706433',
    '0x7f.1',
  ])('is refused when it is not public: %s', async (host) => {
    await expect(resolveHost(host, [])).rejects.toMatchObject({ name: 'ChannelError', kind: 'permanent' })
  })

  it.each([['127.0.0.0/8'], ['127.0.0.1'], ['::ffff:127.0.0.1']])(
    'is dialled when the operator lists it: %s',
    async (entry) => {
      expect(await resolveHost('127.0.0.1', [entry])).toEqual({ address: '127.0.0.1', family: 4 })
    },
  )

  it('is dialled when the operator lists its name, and only then', async () => {
    expect(await resolveHost('LOCALHOST', ['localhost'])).toMatchObject({
      address: expect.stringMatching(/^127\.|^::1$/),
    })
    await expect(resolveHost('127.0.0.1', ['localhost', '10.0.0.0/8'])).rejects.toThrow('ALLOW_PRIVATE_HOSTS')
  })

  it('is let through when it is public', async () => {
    expect(await resolveHost('9.9.9.9', [])).toEqual({ address: '9.9.9.9', family: 4 })
  })

  it('that nobody knows is told by name', async () => {
    await expect(resolveHost('no-such-host.invalid', [])).rejects.toMatchObject({
      kind: 'transient',
      message: 'The host no-such-host.invalid could not be found; check how it is spelled.',
    })
  })
})
