import pino from 'pino'

export type Log = pino.Logger

/**
 * Structured logs, one JSON line each, to standard error. No personal data: only codes, ids, durations. The paths
 * below are a second net, should an object with them be logged after all.
 */
export function makeLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['password', 'token', '*.password', '*.token', 'req.headers', '*.text', '*.phone'],
        remove: true,
      },
    },
    pino.destination({ dest: 2, sync: false }),
  )
}
