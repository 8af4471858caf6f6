/** How a refusal is answered: `invalid` 422, `forbidden` 403, `missing` 404, `conflict` 409. */
export type FailureKind = 'invalid' | 'forbidden' | 'missing' | 'conflict'

/** What a refusal says besides its code: the place (`field`, `row`, `cell`), the value, and what would be accepted. */
export type FailureDetail = Readonly<Record<string, unknown>>

/**
 * A refusal the user can understand and act upon. Anything else that is thrown is a bug, and becomes a bare 500
 * with a request id. The words for `code` stand in the `words.ts` of the module that throws it, in every language.
 */
export class Failure extends Error {
  readonly kind: FailureKind
  /** `module.what`, stable: programs may rely on it. */
  readonly code: string
  readonly detail: FailureDetail

  constructor(kind: FailureKind, code: string, detail: FailureDetail = {}) {
    super(code)
    this.name = 'Failure'
    this.kind = kind
    this.code = code
    this.detail = detail
  }
}
