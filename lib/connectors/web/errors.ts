import type { ProbeFault } from './model'

const BY_CODE: Readonly<Record<string, ProbeFault>> = {
  ECONNREFUSED: 'CONNECTION_REFUSED',
  ECONNRESET: 'CONNECTION_CUT',
  EPIPE: 'CONNECTION_CUT',
  EHOSTUNREACH: 'UNREACHABLE',
  ENETUNREACH: 'UNREACHABLE',
  EADDRNOTAVAIL: 'UNREACHABLE',
  ETIMEDOUT: 'TIMEOUT',
  CERT_HAS_EXPIRED: 'CERTIFICATE_EXPIRED',
  CERT_NOT_YET_VALID: 'CERTIFICATE_EXPIRED',
  ERR_TLS_CERT_ALTNAME_INVALID: 'CERTIFICATE_OF_ANOTHER',
  // A browser of the company may well know who signed it.
  DEPTH_ZERO_SELF_SIGNED_CERT: 'CERTIFICATE_UNKNOWN',
  SELF_SIGNED_CERT_IN_CHAIN: 'CERTIFICATE_UNKNOWN',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'CERTIFICATE_UNKNOWN',
  UNABLE_TO_GET_ISSUER_CERT: 'CERTIFICATE_UNKNOWN',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'CERTIFICATE_UNKNOWN',
  CERT_UNTRUSTED: 'CERTIFICATE_UNKNOWN',
  ENOTFOUND: 'NAME_NOT_FOUND',
  EAI_AGAIN: 'NAME_NOT_RESOLVED',
  EPROTO: 'TLS_FAULT',
}

/** An error of Node's client or look-up in our words. */
export function faultOf(error: unknown): ProbeFault {
  if (error instanceof DOMException) return 'TIMEOUT'
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  // Where several addresses were tried, the error bears the first one's code.
  if (typeof code !== 'string') return name === 'AbortError' ? 'TIMEOUT' : 'UNREACHABLE'
  if (code === 'ABORT_ERR') return 'TIMEOUT'
  if (code.startsWith('HPE_')) return 'NOT_HTTP'
  return BY_CODE[code] ?? (/^ERR_(SSL|TLS)_/.test(code) ? 'TLS_FAULT' : 'UNREACHABLE')
}
