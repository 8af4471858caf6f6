import { Failure } from '../kernel/failure.ts'

/**
 * Lets Ctrl-C, or a request to end, break work off cleanly; a second one ends at once.
 * @throws Failure `backup.interrupted`
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const asked = new AbortController()
  const stop = () => {
    if (asked.signal.aborted) process.exit(130)
    asked.abort(new Failure('conflict', 'backup.interrupted', {}))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  try {
    return await work(asked.signal)
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stop)
  }
}
