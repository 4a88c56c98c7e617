import { selfSignedCertificate } from '@cordboard/certificate/self-signed'
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import { ChannelError } from '@cordboard/core/channel/error'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { readAutoconfig } from '../src/autoconfig.ts'
import { discover, type DiscoveryHost, type DiscoveryNetwork } from '../src/discover.ts'
import { rawServer } from './raw-server.ts'

const closed = { port: 1, security: 'tls' } as const
const { log } = new RecordingHost()

function network(
  found: Partial<DiscoveryNetwork & { mx: string[]; srv: Record<string, { name: string; port: number }> }> = {},
): DiscoveryNetwork {
  return {
    dns: {
      resolveMx: async () => (found.mx ?? []).map((exchange, priority) => ({ exchange, priority })),
      resolveSrv: async (name: string) => {
        const record = found.srv?.[name]
        if (!record) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
        return [{ ...record, priority: 1, weight: 1 }]
      },
    },
    https: { port: 1 },
    ports: { imap: [closed], smtp: [closed] },
    ...found,
  }
}

/** Every name is this machine. */
const here: DiscoveryHost = { log, resolveHost: async () => ({ address: '127.0.0.1', family: 4 }) }
const soon = () => AbortSignal.timeout(4_000)
const nobody = network()

describe('discover', () => {
  it('knows the large providers without asking anybody', async () => {
    const strict: DiscoveryHost = { log, resolveHost: () => Promise.reject(new Error('asked')) }
    for (const [address, imap, smtp] of [
      ['a@gmail.com', 'imap.gmail.com', 'smtp.gmail.com'],
      ['a@qq.com', 'imap.qq.com', 'smtp.qq.com'],
      ['A@163.COM', 'imap.163.com', 'smtp.163.com'],
    ]) {
      const [settings] = await discover(address ?? '', strict, soon(), nobody)
      expect(settings).toMatchObject({
        address,
        imap: { host: imap, port: 993, security: 'tls', user: address, password: '' },
        smtp: { host: smtp },
      })
    }
  })

  it.each([
    ['aspmx.l.google.com', 'imap.gmail.com'],
    ['desk-test.mail.protection.outlook.com', 'outlook.office365.com'],
    ['mxbiz1.qq.com.', 'imap.exmail.qq.com'],
    ['qiye163mx01.mxmail.netease.com', 'imap.qiye.163.com'],
    ['mx1.qiye.aliyun.com', 'imap.qiye.aliyun.com'],
  ])('knows who hosts a domain by its mail exchange %s', async (exchange, imap) => {
    const [settings] = await discover('a@desk.test', here, soon(), network({ mx: [exchange] }))
    expect(settings?.imap?.host).toBe(imap)
  })

  it('reads what a domain publishes in its name records', async () => {
    const srv = {
      '_imaps._tcp.desk.test': { name: 'in.desk.test', port: 993 },
      '_submission._tcp.desk.test': { name: 'out.desk.test', port: 587 },
    }
    expect(await discover('a@desk.test', here, soon(), network({ srv }))).toEqual([
      {
        address: 'a@desk.test',
        imap: { host: 'in.desk.test', port: 993, security: 'tls', user: 'a@desk.test', password: '' },
        smtp: { host: 'out.desk.test', port: 587, security: 'starttls', user: 'a@desk.test', password: '' },
      },
    ])
  })

  it('takes “.” for a service that is not there', async () => {
    const srv = { '_imaps._tcp.desk.test': { name: '.', port: 0 } }
    expect(await discover('a@desk.test', here, soon(), network({ srv }))).toEqual([])
  })

  it('reads what a domain publishes for mail programs', async () => {
    const { key, cert } = selfSignedCertificate(['autoconfig.desk.test', 'desk.test'])
    const asked: string[] = []
    const server = createServer({ key, cert }, (request, response) => {
      asked.push(`${request.headers.host}${request.url}`)
      response.statusCode = request.headers.host === 'desk.test' ? 200 : 404
      response.end(published)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const [settings] = await discover('a@desk.test', here, soon(), network({ https: { port, ca: cert } }))
    server.close()
    expect(settings?.imap).toEqual({ host: 'imap.desk.test', port: 993, security: 'tls', user: 'a', password: '' })
    expect(settings?.smtp).toMatchObject({
      host: 'smtp.desk.test',
      port: 587,
      security: 'starttls',
      user: 'a@desk.test',
    })
    expect(asked.toSorted()).toEqual([
      'autoconfig.desk.test/mail/config-v1.1.xml?emailaddress=a%40desk.test',
      'desk.test/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=a%40desk.test',
    ])
  })

  it('tries the usual names and ports when nothing is published', async () => {
    await using imap = await rawServer(() => {})
    await using smtp = await rawServer(() => {})
    const ports = {
      imap: [closed, { port: imap.port, security: 'starttls' as const }],
      smtp: [{ port: smtp.port, security: 'tls' as const }],
    }
    const [settings] = await discover('a@desk.test', here, soon(), network({ ports }))
    expect(settings).toMatchObject({
      imap: { host: 'imap.desk.test', port: imap.port, security: 'starttls' },
      smtp: { host: 'smtp.desk.test', port: smtp.port, security: 'tls' },
    })
  })

  it('contacts no host the operator does not allow', async () => {
    let contacts = 0
    await using server = await rawServer(() => contacts++)
    const walled: DiscoveryHost = {
      log,
      resolveHost: () => Promise.reject(new ChannelError('permanent', 'Private.')),
    }
    const own = [{ port: server.port, security: 'tls' as const }]
    const reach = network({ https: { port: server.port }, ports: { imap: own, smtp: own } })
    expect(await discover('a@desk.test', walled, soon(), reach)).toEqual([])
    expect(contacts).toBe(0)
  })

  it('stops when it is told to', async () => {
    await using silent = await rawServer(() => {})
    const stopper = new AbortController()
    const finding = discover('a@desk.test', here, stopper.signal, network({ https: { port: silent.port } }))
    stopper.abort(new Error('stopped'))
    await expect(finding).rejects.toThrow('stopped')
  })

  it.each(['', 'desk.test', 'a@', 'a b@desk.test', '@desk.test'])('finds nothing for %j', async (hint) => {
    expect(await discover(hint, here, soon(), nobody)).toEqual([])
  })
})

describe('published settings', () => {
  const mailbox = { domain: 'desk.test', address: 'a@desk.test' }

  it.each([
    ['no XML', 'hello <'],
    ['a server without encryption', config('plain')],
    ['a host that is none', config('SSL', 'http://x/')],
    ['an impossible port', config('SSL', 'imap.desk.test', '99999')],
    [
      'entities that expand',
      '<!DOCTYPE x [<!ENTITY a "imap.evil.test">]><clientConfig><incomingServer type="imap"><hostname>&a;</hostname><port>993</port><socketType>SSL</socketType></incomingServer></clientConfig>',
    ],
  ])('are ignored when they are %s', (_, xml) => {
    expect(readAutoconfig(xml, mailbox).imap).toBe(null)
  })
})

function config(socketType: string, host = 'imap.desk.test', port = '993'): string {
  return `<clientConfig version="1.1"><emailProvider id="x"><incomingServer type="imap"><hostname>${host}</hostname><port>${port}</port><socketType>${socketType}</socketType></incomingServer></emailProvider></clientConfig>`
}

const published = `<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="desk.test">
  <incomingServer type="pop3"><hostname>pop.desk.test</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
  <incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
  <outgoingServer type="smtp"><hostname>smtp.desk.test</hostname><port>587</port><socketType>STARTTLS</socketType><username>%EMAILADDRESS%</username></outgoingServer>
</emailProvider></clientConfig>`
