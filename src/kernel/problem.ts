import { Unavailable } from './database.ts'
import { Failure, type FailureKind } from './failure.ts'
import { faultsIn } from './input.ts'
import type { Dictionary, Language } from './words.ts'

/** What a program gets when something is refused (RFC 9457). `code` is stable, the texts are in the asked language. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly request_id: string
  /** What the refusal is about: the present state of a case, the codes that exist … */
  readonly about?: Readonly<Record<string, unknown>>
  /** Faults of single fields: the place, the stable code and the words. */
  readonly errors?: readonly { readonly path: string; readonly code: string; readonly message: string }[]
}

const STATUS: Readonly<Record<FailureKind, number>> = {
  invalid: 422,
  forbidden: 403,
  missing: 404,
  conflict: 409,
}

/** Refusals that a status of its own says better. */
const OWN_STATUS: Readonly<Record<string, number>> = {
  'kernel.nobody': 401,
  'people.sign_in_refused': 401,
  'people.too_many_tries': 429,
  'kernel.key_missing': 400,
  'kernel.key_bad': 400,
  'kernel.json_bad': 400,
  'kernel.cursor_bad': 400,
  'kernel.body_too_big': 413,
  'kernel.body_no_json': 415,
  'kernel.address_malformed': 400,
  'kernel.http_malformed': 400,
  'kernel.http_timeout': 408,
  'kernel.http_headers_too_big': 431,
  'kernel.upload_too_big': 413,
  'kernel.upload_raw': 415,
  'kernel.upload_slow': 408,
  'kernel.upload_cut': 400,
  'kernel.disk_full': 507,
}

const TITLES: Readonly<Record<number, { zh: string; en: string }>> = {
  400: { zh: '请求有误', en: 'Bad request' },
  401: { zh: '没有登录', en: 'Not signed in' },
  403: { zh: '不能办', en: 'Not allowed' },
  404: { zh: '没有', en: 'Not found' },
  408: { zh: '太慢', en: 'Too slow' },
  409: { zh: '现在不能', en: 'Not now' },
  413: { zh: '太大', en: 'Too big' },
  415: { zh: '请求有误', en: 'Bad request' },
  422: { zh: '填写有误', en: 'Not acceptable as given' },
  429: { zh: '太频繁', en: 'Too many tries' },
  431: { zh: '太大', en: 'Too big' },
  500: { zh: '系统出错', en: 'A fault of ours' },
  503: { zh: '稍后再试', en: 'Try again' },
  507: { zh: '存不下', en: 'No room' },
}

/** The one place where what went wrong becomes an answer. Anything unknown is a bare 500 with a request id. */
export function problemOf(
  error: unknown,
  { dictionary, language, requestId }: { dictionary: Dictionary; language: Language; requestId: string },
): Problem {
  const failure = asFailure(error)
  const code =
    failure?.code ?? (error instanceof Unavailable ? `kernel.database_${error.reason}` : 'kernel.fault')
  const status = failure
    ? (OWN_STATUS[code] ?? STATUS[failure.kind])
    : error instanceof Unavailable
      ? 503
      : 500
  const detail = failure?.detail ?? {}
  const faults = failure ? faultsIn(failure) : []
  return {
    type: `urn:bihuan:problem:${code}`,
    title: TITLES[status]?.[language] ?? code,
    status,
    detail: dictionary.say(code, { ...detail, request_id: requestId }, language),
    code,
    request_id: requestId,
    ...(faults.length > 0
      ? {
          errors: faults.map((fault) => ({
            path: fault.path,
            code: fault.code,
            message: dictionary.say(fault.code, fault.detail, language),
          })),
        }
      : Object.keys(detail).length > 0 && { about: detail }),
  }
}

/** What the HTTP library refuses before we are asked. */
function asFailure(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Failure('invalid', 'kernel.body_too_big')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Failure('invalid', 'kernel.body_no_json')
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH')
    return new Failure('invalid', 'kernel.address_malformed')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Failure('invalid', 'kernel.http_timeout')
  if (code === 'HPE_HEADER_OVERFLOW') return new Failure('invalid', 'kernel.http_headers_too_big')
  if (code.startsWith('HPE_')) return new Failure('invalid', 'kernel.http_malformed')
  if (code.startsWith('FST_ERR_CTP_')) return new Failure('invalid', 'kernel.json_bad')
  if (error instanceof SyntaxError && 'statusCode' in error) return new Failure('invalid', 'kernel.json_bad')
  return undefined
}
