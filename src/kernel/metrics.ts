import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type OpenMetricsContentType,
} from 'prom-client'
import type { Database } from './database.ts'

export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  answered(route: string, method: string, status: number, seconds: number): void
}

/** What a server tells about itself, in OpenMetrics text. Names of routes, never addresses with what people asked for. */
export function makeMetrics(database: Database): Metrics {
  const registry = new Registry<OpenMetricsContentType>()
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  collectDefaultMetrics({ register: registry, prefix: 'bihuan_' })
  const labelNames = ['route', 'method', 'status'] as const
  const requests = new Counter({
    name: 'bihuan_http_requests',
    help: 'Requests answered',
    labelNames,
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'bihuan_http_request_duration_seconds',
    help: 'How long answers took',
    labelNames,
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  new Gauge({
    name: 'bihuan_database_connections',
    help: 'Connections of the application to the database',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'idle' }, database.app.idleCount)
      this.set({ state: 'used' }, database.app.totalCount - database.app.idleCount)
      this.set({ state: 'waiting' }, database.app.waitingCount)
    },
  })
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    answered(route, method, status, seconds) {
      const labels = { route, method, status: String(status) }
      requests.inc(labels)
      durations.observe(labels, seconds)
    },
  }
}
