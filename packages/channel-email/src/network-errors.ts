/** What goes wrong between two machines before any mail protocol is spoken, in sentences an admin can act on. */
import type { MailServer } from './settings.ts'

export type NetworkStage = 'dns' | 'connect' | 'tls' | 'lost'

export type NetworkTrouble = { stage: NetworkStage; message: string }

type Sentence = (server: MailServer) => string

const nameUnknown: Sentence = ({ host }) =>
  `The server name “${host}” does not exist. Check it for a typing mistake, or ask your mail provider for the right one.`
const nameServerSilent: Sentence = ({ host }) =>
  `The name server gave no answer for “${host}”. Check this machine’s network; it is tried again by itself.`
const refused: Sentence = ({ host, port }) =>
  `Nothing answers on port ${port} of ${host}. Check the port; mail servers mostly use 993 or 143 for receiving, 465 or 587 for sending.`
const unreachable: Sentence = ({ host, port }) =>
  `${host} cannot be reached from this machine. Check the network and whether a firewall blocks port ${port}.`
const noConnection: Sentence = ({ host, port }) =>
  `${host} did not answer on port ${port} in time. Check the server name and the port, and whether a firewall blocks them.`
const noGreeting: Sentence = ({ host, port, security }) =>
  security === 'tls'
    ? `${host} took the connection on port ${port} but did not speak. Check that this is the port of the mail server.`
    : `${host} took the connection on port ${port} but did not greet. The port probably expects encryption from the first byte: choose “TLS”, or another port.`
const notTls: Sentence = ({ host, port }) =>
  `${host} does not speak TLS from the first byte on port ${port}. Choose “STARTTLS”, or the port meant for TLS (993 for receiving, 465 for sending).`
const noStartTls: Sentence = ({ host, port }) =>
  `${host} does not offer STARTTLS on port ${port}, so the password would travel unprotected. Choose “TLS” and its port, or ask your mail provider.`
const passwordNeedsEncryption: Sentence = ({ host }) =>
  `${host} takes passwords only over an encrypted connection. Choose “TLS” or “STARTTLS”.`
const handshakeFailed: Sentence = ({ host, port }) =>
  `No encrypted connection to ${host} on port ${port} came about. Its encryption may be too old; ask whoever runs the server.`
const selfSigned: Sentence = ({ host }) =>
  `The certificate of ${host} is signed by an authority this machine does not trust. If it is your own server, paste its certificate authority into the settings; otherwise ask your mail provider.`
const expired: Sentence = ({ host }) => `The certificate of ${host} has expired. Whoever runs the server must renew it.`
const notYetValid: Sentence = ({ host }) =>
  `The certificate of ${host} is not valid yet. Check the clock of this machine and of the server.`
const otherName: Sentence = ({ host }) =>
  `The certificate that answered belongs to another server than ${host}. Write the name the certificate is made out to.`
const closed: Sentence = ({ host, port }) =>
  `${host} closed the connection on port ${port}. It is tried again by itself; if it goes on, check port and encryption.`
const silent: Sentence = ({ host }) =>
  `${host} stopped answering in the middle of the connection. It is tried again by itself.`

const troubles: Record<string, readonly [NetworkStage, Sentence]> = {
  ENOTFOUND: ['dns', nameUnknown],
  ENODATA: ['dns', nameUnknown],
  EAI_AGAIN: ['dns', nameServerSilent],
  ESERVFAIL: ['dns', nameServerSilent],
  EDNS: ['dns', nameServerSilent],
  ECONNREFUSED: ['connect', refused],
  EHOSTUNREACH: ['connect', unreachable],
  ENETUNREACH: ['connect', unreachable],
  EADDRNOTAVAIL: ['connect', unreachable],
  CONNECT_TIMEOUT: ['connect', noConnection],
  GREETING_TIMEOUT: ['connect', noGreeting],
  ERR_SSL_WRONG_VERSION_NUMBER: ['tls', notTls],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['tls', notTls],
  ERR_SSL_RECORD_LAYER_FAILURE: ['tls', notTls],
  ETLS: ['tls', noStartTls],
  PRIVACYREQUIRED: ['tls', passwordNeedsEncryption],
  UPGRADE_TIMEOUT: ['tls', handshakeFailed],
  EPROTO: ['tls', handshakeFailed],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls', selfSigned],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls', selfSigned],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls', selfSigned],
  UNABLE_TO_GET_ISSUER_CERT: ['tls', selfSigned],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls', selfSigned],
  CERT_HAS_EXPIRED: ['tls', expired],
  CERT_NOT_YET_VALID: ['tls', notYetValid],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls', otherName],
  ECONNRESET: ['lost', closed],
  EPIPE: ['lost', closed],
  ECONNECTION: ['lost', closed],
  EConnectionClosed: ['lost', closed],
  NoConnection: ['lost', closed],
  StateLogout: ['lost', closed],
  ClosedAfterConnectText: ['lost', closed],
  ClosedAfterConnectTLS: ['lost', closed],
  ETIMEDOUT: ['lost', silent],
  ETIMEOUT: ['lost', silent],
  SOCKET_TIMEOUT: ['lost', silent],
}

/** The trouble the first known code stands for; pass the most telling code first. `null` when none is a network's. */
export function networkTrouble(codes: readonly (string | undefined)[], server: MailServer): NetworkTrouble | null {
  for (const code of codes) {
    const known =
      code === undefined
        ? undefined
        : (troubles[code] ?? (code.startsWith('ERR_SSL_') ? (['tls', handshakeFailed] as const) : undefined))
    if (known) return { stage: known[0], message: known[1](server) }
  }
  return null
}
