import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { Failure } from './failure.ts'

/** The folder the product stands in: where migrations, samples and bihuan.config.json are. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

const flag = z.stringbool({ truthy: ['1', 'true', 'yes', 'on'], falsy: ['0', 'false', 'no', 'off', ''] })

/**
 * Every setting, by its name in `bihuan.config.json`; the environment variable is `BIHUAN_` and the same in capitals.
 * What is not here stops the start: a misspelt setting that is silently ignored is a setting someone relies upon.
 */
const Settings = z.strictObject({
  data: z
    .string()
    .min(1)
    .default(join(ROOT, 'data'))
    .transform((path) => resolve(path)),
  port: z.coerce.number().int().min(0).max(65_535).default(8080),
  host: z.string().min(1).default('127.0.0.1'),
  database_url: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  tls_cert: z.string().min(1).optional(),
  tls_key: z.string().min(1).optional(),
  /** Addresses of the reverse proxy in front of us, comma-separated; only with it may plain HTTP leave loopback. */
  proxy: z.string().min(1).optional(),
  language: z.enum(['zh', 'en']).default('zh'),
  log_level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Whether /metrics may be read from beyond loopback. */
  metrics_open: flag.default(false),
  /** The largest file that is taken, in megabytes. */
  file_megabytes: z.coerce.number().int().min(1).max(200).default(20),
  /** The mail server that notices go out by, smtps://user:password@host; without it nobody gets e-mail. */
  smtp_url: z.url({ protocol: /^smtps?$/ }).optional(),
  mail_from: z.email().optional(),
  /** A folder into which notices are written, one file each, for another program to pick up. */
  notice_folder: z
    .string()
    .min(1)
    .transform((path) => resolve(path))
    .optional(),
  /** How people reach this site, https://…, for links in messages. */
  public_url: z.url({ protocol: /^https?$/ }).optional(),
  /** What is asked of passwords: length and a list of common ones, or also kinds of characters, age and history. */
  password_policy: z.enum(['nist', 'mlps3']).default('nist'),
  password_least: z.coerce.number().int().min(8).max(64).default(8),
})
export type Settings = z.infer<typeof Settings>

/** Read by the tests alone; known here so that they do not stop a start. */
const OF_TESTS = new Set(['chromium', 'require_browser', 'citus_url', 'require_citus', 'test_postgres'])

/**
 * The settings of this process: `overrides` (the command line) before the environment before bihuan.config.json
 * before `defaults` of the subcommand.
 * @throws Failure `kernel.setting_unknown` or `kernel.setting_bad`, naming the setting and what is allowed.
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  overrides: Readonly<Record<string, string | undefined>> = {},
  defaults: Readonly<Record<string, string>> = {},
): Settings {
  const named = new Map<string, { value: unknown; written: string }>()
  for (const [key, value] of Object.entries(defaults)) named.set(key, { value, written: key })
  for (const [key, value] of Object.entries(readConfigFile()))
    named.set(key, { value, written: `bihuan.config.json: ${key}` })
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('BIHUAN_') || value === undefined) continue
    const key = name.slice('BIHUAN_'.length).toLowerCase()
    if (!OF_TESTS.has(key)) named.set(key, { value, written: name })
  }
  for (const [key, value] of Object.entries(overrides)) {
    if (value !== undefined) named.set(key, { value, written: `--${key.replaceAll('_', '-')}` })
  }
  const parsed = Settings.safeParse(Object.fromEntries([...named].map(([key, { value }]) => [key, value])))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    throw new Failure('invalid', 'kernel.setting_unknown', {
      setting: named.get(key)?.written ?? key,
      allowed: Object.keys(Settings.shape)
        .map((name) => `BIHUAN_${name.toUpperCase()}`)
        .join(', '),
    })
  }
  const key = String(issue?.path[0] ?? '')
  const value = named.get(key)?.value ?? ''
  throw new Failure('invalid', 'kernel.setting_bad', {
    setting: named.get(key)?.written ?? key,
    // These URLs may hold a password.
    ...(!['database_url', 'smtp_url'].includes(key) && {
      value: typeof value === 'string' ? value : JSON.stringify(value),
    }),
    key,
  })
}

function readConfigFile(): Record<string, unknown> {
  const path = join(ROOT, 'bihuan.config.json')
  if (!existsSync(path)) return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    throw new Failure('invalid', 'kernel.config_unreadable', { file: path })
  }
}
