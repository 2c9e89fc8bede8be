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

const OPTIONS = {
  level: logLevel(),
  base: { service: 'pergola' },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label: string) => ({ level: label }) },
} satisfies pino.LoggerOptions

export const logger = pino({
  ...OPTIONS,
  redact: {
    paths: REDACTED.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]),
    censor: '[redacted]',
  },
  serializers: { err: pino.stdSerializers.errWithCause },
})

/** For the line of each request, whose fields are fixed and hold nothing secret: looking for secrets costs more than it. */
export const requestLogger = pino(OPTIONS)

export type Logger = pino.Logger
