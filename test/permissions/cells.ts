import { randomUUID } from 'node:crypto'
import { run, type Command } from '../../src/kernel/command.ts'
import { problemOf, type Problem } from '../../src/kernel/problem.ts'
import { answer, type Query } from '../../src/kernel/query.ts'
import type { Route } from '../../src/kernel/route.ts'
import { parseInput } from '../../src/kernel/input.ts'
import { scopeOfAct } from '../../src/kernel/scopes.ts'
import { MODULES } from '../../src/modules.ts'
import { dictionaryOf } from '../../src/product.ts'
import type { Column } from './table.ts'
import type { Place, World } from './world.ts'

/** A route of a module, and what stands behind it. */
export type Way = { readonly route: Route; readonly name: string; readonly scope: string | null } & (
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'query'; readonly query: Query }
  | { readonly kind: 'upload' }
)

/** Every route of the modules, by method and path. */
export const WAYS: ReadonlyMap<string, Way> = new Map(
  MODULES.flatMap(({ commands, queries, uploads, downloads }): Way[] => [
    // Marked casts: lists of commands and queries of different shapes.
    ...(commands as unknown as Command[]).flatMap((command) =>
      command.route
        ? [
            {
              kind: 'command' as const,
              route: command.route,
              name: command.name,
              scope: scopeOfAct(command, 'write'),
              command,
            },
          ]
        : [],
    ),
    ...(queries as unknown as Query[]).flatMap((query) =>
      query.route
        ? [
            {
              kind: 'query' as const,
              route: query.route,
              name: query.name,
              scope: scopeOfAct(query, 'read'),
              query,
            },
          ]
        : [],
    ),
    ...uploads.map(({ route, command }) => ({
      kind: 'upload' as const,
      route,
      name: command.name,
      scope: scopeOfAct(command, 'write'),
    })),
    ...downloads.map(({ route, command }) => ({
      kind: 'command' as const,
      route,
      name: command.name,
      scope: scopeOfAct(command, 'write'),
      command: command as unknown as Command,
    })),
  ]).map((way) => [`${way.route.method} ${way.route.path}`, way]),
)

/** What came of one attempt. */
export interface Outcome {
  readonly status: number
  readonly problem?: Problem
  readonly value?: unknown
}

const dictionary = dictionaryOf(MODULES)

/** Tries a route as one column of the matrix; nothing of it stays. @throws what is no refusal */
export async function attempt(
  world: World,
  way: Way,
  { column, input }: { column: Column; input: object },
): Promise<Outcome> {
  if (way.kind === 'upload' || column === 'nobody' || column === 'narrow')
    return overHttp(world, way, { column, input })
  const { runtime } = world.bench.product
  const principal = world.principalOf(column)
  try {
    if (way.kind === 'query')
      return { status: 200, value: await answer(runtime, way.query, input, principal) }
    // What is not acceptable as given is refused before it is asked who may: it would say nothing of that.
    parseInput(way.command.input, input)
    const { value } = await run(runtime, way.command, input, {
      principal,
      requestId: 'cell',
      rehearsal: true,
    })
    return { status: 200, value }
  } catch (error) {
    const problem = problemOf(error, { dictionary, language: 'zh', requestId: 'cell' })
    if (problem.status >= 500) throw error
    return { status: problem.status, problem }
  }
}

async function overHttp(
  { address, bearerOf }: World,
  { route: { method, path }, scope, kind }: Way,
  { column, input }: { column: Column; input: object },
): Promise<Outcome> {
  const given = Object.entries(input) as [string, unknown][] // marked cast: an object of JSON
  const inPath = given.filter(([name]) => path.includes(`{${name}}`))
  const rest = Object.fromEntries(given.filter(([name]) => !path.includes(`{${name}}`)))
  const at = inPath.reduce<string>((url, [name, value]) => url.replace(`{${name}}`, String(value)), path)
  const query = method === 'GET' ? `?${new URLSearchParams(rest as Record<string, string>).toString()}` : '' // marked cast: texts
  const bearer = bearerOf(column, scope ?? '')
  const response = await fetch(`${address}/api/v1${at}${kind === 'upload' ? '?name=a.txt' : query}`, {
    method,
    headers: {
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...(method !== 'GET' && { 'idempotency-key': randomUUID() }),
      ...(kind !== 'upload' && method !== 'GET' && { 'content-type': 'application/json' }),
    },
    ...(method !== 'GET' && { body: kind === 'upload' ? '示例附件' : JSON.stringify(rest) }),
  })
  const text = await response.text()
  return response.ok
    ? { status: response.status }
    : { status: response.status, problem: JSON.parse(text) as Problem } // marked cast: what our server refuses with
}

/** The letter of an outcome. A 409 comes after permission; anything that is none of these is its number. */
export function cellOf({ status }: Outcome): string {
  if ((status >= 200 && status < 300) || status === 409) return 'Y'
  return { 401: 'U', 403: 'F', 404: 'M' }[status] ?? String(status)
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** The same input, but that what it names is nowhere. */
export const nowhere = (input: object, { park }: Place): object =>
  JSON.parse(
    JSON.stringify(input).replaceAll(UUID, (id) =>
      // Who takes over, who stands in: they stay, so that it is the thing itself that is missing.
      Object.values(park.people).includes(id) ? id : randomUUID(),
    ),
  ) as object // marked cast: an object stays one

/** What a refusal says, but for which request it was and which id it was asked about. */
export const said = ({ status, problem }: Outcome, input: object): string => {
  const ids = JSON.stringify(input).match(UUID) ?? []
  const words = JSON.stringify({ status, ...problem, request_id: '' })
  return ids.reduce((text, id) => text.replaceAll(id, 'ID'), words)
}
