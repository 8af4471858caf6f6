import { z } from 'zod'
import type { Module } from './module.ts'
import type { Route } from './route.ts'
import { scopeOfAct, type Scope } from './scopes.ts'

interface Operation {
  readonly name: string
  readonly route: Route
  readonly input: z.ZodType
  readonly answer: z.ZodType
  /** The scope a token needs; null for none. */
  readonly needs: Scope | null
}

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document, made from the very schemas that check what comes in. */
export function openApi({ modules, version }: { modules: readonly Module[]; version: string }): Json {
  const operations = modules
    .flatMap(({ commands, queries }) => [
      ...commands.map((command) => ({ ...command, needs: scopeOfAct(command, 'write') })),
      ...queries.map((query) => ({ ...query, needs: scopeOfAct(query, 'read') })),
    ])
    .flatMap(({ name, route, input, answer, needs }): Operation[] =>
      route ? [{ name, route, input, answer, needs }] : [],
    )
  const paths: Record<string, Record<string, Json>> = { '/session': session, ...atTheDoor }
  for (const operation of operations) {
    const { path, method } = operation.route
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(operation) }
  }
  for (const { route, query, command } of modules.flatMap(({ uploads }) => uploads)) {
    // Beside the bytes of the body, an upload has what a question has: a query string.
    const asked = describe({
      name: command.name,
      route: { ...route, method: 'GET' },
      input: query,
      answer: command.answer,
      needs: scopeOfAct(command, 'write'),
    })
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: {
        ...asked,
        parameters: [...(asked['parameters'] as Json[]), KEY], // marked cast: made so below
        requestBody: { required: true, content: { 'application/octet-stream': { schema: BYTES } } },
      },
    }
  }
  for (const { route, command } of modules.flatMap(({ downloads }) => downloads)) {
    const asked = describe({
      name: command.name,
      route,
      input: command.input,
      answer: command.answer,
      needs: scopeOfAct(command, 'write'),
    })
    const bytes = { description: 'The file, to be saved', content: { '*/*': { schema: BYTES } } }
    paths[route.path] = {
      ...paths[route.path],
      get: { ...asked, responses: { '200': bytes, '206': bytes, ...refusals } },
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bihuan 闭环',
      version,
      description:
        'Sign in with POST /session (cookie) or send Authorization: Bearer TOKEN. Every unsafe request carries an Idempotency-Key; cases carry a version, and a stale one is refused with 409. A token may be confined to scopes; each operation names the one it needs. Errors are problem+json with a stable code, in Chinese or English by Accept-Language.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ cookie: [] }, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        cookie: { type: 'apiKey', in: 'cookie', name: 'bihuan' },
        token: { type: 'http', scheme: 'bearer' },
      },
      responses: {
        problem: {
          description: 'Refused, with the reason and the way out',
          content: { 'application/problem+json': { schema: PROBLEM } },
        },
      },
    },
  }
}

/** Any bytes, as OpenAPI 3.1 has them. */
const BYTES: Json = {}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    request_id: { type: 'string' },
    about: { type: 'object' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}

const KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'A text of your own making, in quotes or without: the same key has one effect and one answer',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
}

const answered = (schema: Json, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})

const refusals = { default: { $ref: '#/components/responses/problem' } }

function describe({ name, route, input, answer, needs }: Operation): Json {
  const schema = schemaOf(input, 'input')
  const properties = (schema['properties'] ?? {}) as Record<string, Json> // marked cast: inputs are objects
  const required = new Set((schema['required'] ?? []) as string[]) // marked cast: JSON Schema says so
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter ?? '')
  const rest = Object.entries(properties).filter(([property]) => !inPath.includes(property))
  const parameters: Json[] = inPath.map((parameter) => {
    return {
      name: parameter,
      in: 'path',
      required: true,
      schema: properties[parameter] ?? { type: 'string' },
    }
  })
  const unsafe = route.method !== 'GET'
  if (unsafe) {
    parameters.push(KEY)
  } else {
    for (const [property, propertySchema] of rest) {
      parameters.push({
        name: property,
        in: 'query',
        required: required.has(property),
        schema: propertySchema,
      })
    }
  }
  return {
    operationId: name,
    summary: route.summary,
    ...(needs !== null && { security: [{ cookie: [] }, { token: [needs] }] }),
    parameters,
    ...(unsafe && {
      requestBody: {
        required: rest.length > 0,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              additionalProperties: false,
              properties: Object.fromEntries(rest),
              required: rest.map(([property]) => property).filter((property) => required.has(property)),
            },
          },
        },
      },
    }),
    responses: { [String(route.status ?? 200)]: answered(schemaOf(answer, 'output'), 'Done'), ...refusals },
  }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

const session: Record<string, Json> = {
  post: {
    operationId: 'people.sign_in',
    summary: 'Sign in; sets the session cookie. Needs no Idempotency-Key',
    security: [],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            additionalProperties: false,
            required: ['name', 'password'],
            properties: { name: { type: 'string' }, password: { type: 'string' }, park: { type: 'string' } },
          },
        },
      },
    },
    responses: {
      '200': answered({ type: 'object' }, 'Signed in: the person, the posts and the park'),
      ...refusals,
    },
  },
  get: {
    operationId: 'people.session',
    summary: 'Who is signed in',
    responses: { '200': answered({ type: 'object' }, 'The person, the posts and the park'), ...refusals },
  },
  delete: {
    operationId: 'people.sign_out',
    summary: 'Sign out',
    parameters: [KEY],
    responses: { '204': { description: 'Signed out' }, ...refusals },
  },
}

/** What is asked for with a password or a code, and answered without anything in it. */
const door = (
  operationId: string,
  {
    summary,
    properties,
    required,
  }: { summary: string; properties: readonly string[]; required: readonly string[] },
): Json => ({
  operationId,
  summary,
  parameters: [KEY],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          additionalProperties: false,
          required,
          properties: Object.fromEntries(properties.map((name) => [name, { type: 'string' }])),
        },
      },
    },
  },
})
const done: Json = { '204': { description: 'Done' }, ...refusals }

const atTheDoor: Record<string, Record<string, Json>> = {
  '/me/password': {
    post: {
      ...door('people.change_own_password', {
        summary:
          'Change the own password; every session ends and the cookie of a new one is set. Not with a token',
        properties: ['old', 'new'],
        required: ['old', 'new'],
      }),
      security: [{ cookie: [] }],
      responses: done,
    },
  },
  '/password-reset': {
    post: {
      ...door('people.reset_own_password', {
        summary: 'Set a new password with a code of the administrator',
        properties: ['code', 'password'],
        required: ['code', 'password'],
      }),
      security: [],
      responses: done,
    },
  },
  '/invitations/accept': {
    post: {
      ...door('people.join_enterprise', {
        summary:
          'Take an invitation, as the person who is signed in, or as somebody new with a name and a password',
        properties: ['code', 'name', 'password'],
        required: ['code'],
      }),
      security: [{ cookie: [] }, {}],
      responses: {
        '201': answered({ type: 'object' }, 'The person, and the post that was added'),
        ...refusals,
      },
    },
  },
}
