import pino from 'pino'
import { logLevel } from './env'

/** Never logged, wherever they stand: secrets, tokens, cookies, bodies. */
const REDACTED = [
  'password',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'idToken',
  'authorization',
  'cookie',
  'set-cookie',
  'clientSecret',
  'apiKey',
]

export const logger = pino({
  level: logLevel(),
  base: { service: 'pergola' },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: {
    paths: REDACTED.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]),
    censor: '[redacted]',
  },
  serializers: { err: pino.stdSerializers.errWithCause },
})

export type Logger = pino.Logger
