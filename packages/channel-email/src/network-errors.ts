/** What goes wrong between two machines before any mail protocol is spoken, in sentences an admin can act on. */
import type { Sentence } from '@cordboard/core/sentence'
import { say } from './sentences.ts'
import type { MailServer } from './settings.ts'

export type NetworkStage = 'dns' | 'connect' | 'tls' | 'lost'

export type NetworkTrouble = { stage: NetworkStage; code: NetworkCode; sentence: Sentence }

export type NetworkCode =
  | 'host_unknown'
  | 'name_server_silent'
  | 'nothing_answers'
  | 'unreachable'
  | 'no_connection'
  | 'no_greeting'
  | 'not_tls'
  | 'no_starttls'
  | 'password_needs_encryption'
  | 'handshake_failed'
  | 'unknown_authority'
  | 'certificate_expired'
  | 'certificate_not_yet_valid'
  | 'certificate_other_name'
  | 'closed'
  | 'silent'

const troubles: Record<string, readonly [NetworkStage, NetworkCode]> = {
  ENOTFOUND: ['dns', 'host_unknown'],
  ENODATA: ['dns', 'host_unknown'],
  EAI_AGAIN: ['dns', 'name_server_silent'],
  ESERVFAIL: ['dns', 'name_server_silent'],
  EDNS: ['dns', 'name_server_silent'],
  ECONNREFUSED: ['connect', 'nothing_answers'],
  EHOSTUNREACH: ['connect', 'unreachable'],
  ENETUNREACH: ['connect', 'unreachable'],
  EADDRNOTAVAIL: ['connect', 'unreachable'],
  CONNECT_TIMEOUT: ['connect', 'no_connection'],
  GREETING_TIMEOUT: ['connect', 'no_greeting'],
  ERR_SSL_WRONG_VERSION_NUMBER: ['tls', 'not_tls'],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['tls', 'not_tls'],
  ERR_SSL_RECORD_LAYER_FAILURE: ['tls', 'not_tls'],
  ETLS: ['tls', 'no_starttls'],
  PRIVACYREQUIRED: ['tls', 'password_needs_encryption'],
  UPGRADE_TIMEOUT: ['tls', 'handshake_failed'],
  EPROTO: ['tls', 'handshake_failed'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls', 'unknown_authority'],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls', 'unknown_authority'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls', 'unknown_authority'],
  UNABLE_TO_GET_ISSUER_CERT: ['tls', 'unknown_authority'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls', 'unknown_authority'],
  CERT_HAS_EXPIRED: ['tls', 'certificate_expired'],
  CERT_NOT_YET_VALID: ['tls', 'certificate_not_yet_valid'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls', 'certificate_other_name'],
  ECONNRESET: ['lost', 'closed'],
  EPIPE: ['lost', 'closed'],
  ECONNECTION: ['lost', 'closed'],
  EConnectionClosed: ['lost', 'closed'],
  NoConnection: ['lost', 'closed'],
  StateLogout: ['lost', 'closed'],
  ClosedAfterConnectText: ['lost', 'closed'],
  ClosedAfterConnectTLS: ['lost', 'closed'],
  ETIMEDOUT: ['lost', 'silent'],
  ETIMEOUT: ['lost', 'silent'],
  SOCKET_TIMEOUT: ['lost', 'silent'],
}

/** The trouble the first known code stands for; pass the most telling code first. `null` when none is a network's. */
export function networkTrouble(codes: readonly (string | undefined)[], server: MailServer): NetworkTrouble | null {
  for (const code of codes) {
    const known =
      code === undefined
        ? undefined
        : (troubles[code] ?? (code.startsWith('ERR_SSL_') ? (['tls', 'handshake_failed'] as const) : undefined))
    if (known) return { stage: known[0], code: known[1], sentence: inWords(known[1], server) }
  }
  return null
}

/** Where encryption begins with the first byte, a server that waits for it looks silent. */
function inWords(code: NetworkCode, { host, port, security }: MailServer): Sentence {
  return say(code === 'no_greeting' && security !== 'tls' ? 'no_greeting_plain' : code, { host, port })
}
