/** A self-signed certificate for `localhost` and 127.0.0.1, made in the process so that no peer needs openssl. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export type Certificate = {
  /** PEM. */
  key: string
  /** PEM; also the only authority that vouches for it. */
  cert: string
}

const sequence = 0x30
const set = 0x31
const ecdsaWithSha256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]
const commonName = [0x06, 0x03, 0x55, 0x04, 0x03]
const subjectAltName = [0x06, 0x03, 0x55, 0x1d, 0x11]
const basicConstraints = [0x06, 0x03, 0x55, 0x1d, 0x13]
const dayMs = 24 * 3_600_000

/** Valid from yesterday for 30 days. The names in `dnsNames` come on top of 127.0.0.1. */
export function selfSignedCertificate(dnsNames: readonly string[] = ['localhost']): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(sequence, Buffer.from(ecdsaWithSha256))
  const name = der(
    sequence,
    der(set, der(sequence, Buffer.from(commonName), der(0x0c, Buffer.from(dnsNames[0] ?? 'localhost')))),
  )
  const body = der(
    sequence,
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    name,
    der(sequence, utcTime(new Date(Date.now() - dayMs)), utcTime(new Date(Date.now() + 30 * dayMs))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(sequence, authority(), alternativeNames(dnsNames))),
  )
  const signature = sign('sha256', body, privateKey)
  const certificate = der(sequence, body, algorithm, der(0x03, Buffer.of(0), signature))
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem(certificate) }
}

function authority(): Buffer {
  return der(
    sequence,
    Buffer.from(basicConstraints),
    der(0x01, Buffer.of(0xff)),
    der(0x04, der(sequence, der(0x01, Buffer.of(0xff)))),
  )
}

function alternativeNames(dnsNames: readonly string[]): Buffer {
  const names = [...dnsNames.map((name) => der(0x82, Buffer.from(name))), der(0x87, Buffer.of(127, 0, 0, 1))]
  return der(sequence, Buffer.from(subjectAltName), der(0x04, der(sequence, ...names)))
}

function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '')
  return der(0x17, Buffer.from(`${digits.slice(2, 14)}Z`))
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content])
  const length =
    content.length < 0x100
      ? Buffer.of(0x81, content.length)
      : Buffer.of(0x82, content.length >> 8, content.length & 0xff)
  return Buffer.concat([Buffer.of(tag), length, content])
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}
