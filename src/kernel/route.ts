/** Where a command or query stands in the API, under /api/v1. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** `/cases/{id}/dispatch`: names in braces are fields of the input, the rest comes from the body or the query string. */
  readonly path: `/${string}`
  /** The status of success; 200 unless said. */
  readonly status?: 200 | 201
  /** One line for the API document, in English. */
  readonly summary: string
}
