import { PassThrough } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Failure } from '../kernel/failure.ts'
import { requireOwnOrigin } from '../kernel/http.ts'
import { problemOf } from '../kernel/problem.ts'
import { answer } from '../kernel/query.ts'
import type { Runtime } from '../kernel/runtime.ts'
import { writeWorkbook, type SheetPlan } from '../kernel/spreadsheet/write.ts'
import type { Dictionary } from '../kernel/words.ts'
import { isFreshIssue, newIssue } from '../modules/people/index.ts'
import {
  confirmRoster,
  issueSlips,
  keepRoster,
  previewRoster,
  refusedSheets,
  rosterTemplate,
  staff,
} from '../modules/roster/index.ts'
import { departmentsStep } from './departments-step.ts'
import type { Html } from './html.ts'
import { peopleStep } from './people-step.ts'
import { readyPage } from './ready-page.ts'
import { rosterPage } from './roster-page.ts'
import { choosePeoplePage, slipsPage } from './slips-page.ts'
import { acceptForms, withForm } from './upload.ts'
import type { Desk } from './visit.ts'

export interface FirstDayOptions {
  readonly runtime: Runtime
  readonly dictionary: Dictionary
  /** Who is signed in, with his desk. @throws Failure `kernel.nobody` */
  readonly enter: (request: FastifyRequest) => Promise<Desk>
  readonly send: (reply: FastifyReply, page: Html) => FastifyReply
}

/** Mounts the pages of the first day. Each asks for the staff first, which only an administrator may. */
export async function mountFirstDay(server: FastifyInstance, options: FirstDayOptions): Promise<void> {
  await server.register(async (pages) => {
    await acceptForms(pages)
    mountSteps(pages, options)
    mountRosters(pages, options)
    mountPasswords(pages, options)
  })
}

/** Who may, with all that the pages show. */
async function admitted({ runtime, enter }: FirstDayOptions, request: FastifyRequest) {
  requireOwnOrigin(request)
  const desk = await enter(request)
  const view = await answer(runtime, staff, {}, desk.principal)
  return { desk, view, asking: { principal: desk.principal, requestId: request.id } }
}

const Asked = z.object({ post: z.string().optional().catch(undefined), department: z.string().catch('') })
const Id = z.object({ id: z.string() })

/** What is no id is no roster either. */
function idIn(request: FastifyRequest): string {
  const { id } = Id.parse(request.params)
  if (!z.uuid().safeParse(id).success) throw new Failure('missing', 'roster.missing')
  return id
}

function mountSteps(pages: FastifyInstance, options: FirstDayOptions): void {
  const { send } = options
  pages.get('/first-day', async (request, reply) => {
    const { desk, view } = await admitted(options, request)
    return send(reply, readyPage(desk, view))
  })
  pages.get('/first-day/departments', async (request, reply) => {
    const { desk, view } = await admitted(options, request)
    return send(reply, departmentsStep(desk, view))
  })
  pages.get('/first-day/people', async (request, reply) => {
    const { desk, view } = await admitted(options, request)
    const { post, department } = Asked.parse(request.query)
    return send(reply, peopleStep(desk, view, post === undefined ? {} : { wanted: { post, department } }))
  })
  pages.get('/first-day/template.xlsx', async (request, reply) => {
    const { view } = await admitted(options, request)
    const names = view.departments.map(({ name }) => name)
    return sendWorkbook(reply, { name: '花名册模板.xlsx', sheets: rosterTemplate(names) })
  })
}

function mountRosters(pages: FastifyInstance, options: FirstDayOptions): void {
  const { runtime, dictionary, send } = options

  pages.post('/first-day/roster', async (request, reply) => {
    const { desk, view, asking } = await admitted(options, request)
    let step: string | undefined
    let makeDepartments = false
    try {
      const id = await withForm(request, async ({ fields, file }) => {
        step = fields.get('step')?.[0]
        makeDepartments = fields.has('make_departments')
        if (!file) throw new Failure('invalid', 'roster.no_file')
        return keepRoster(runtime, asking, { path: file.path, fileName: file.name, makeDepartments }).catch(
          (error: unknown) => {
            throw namedAs(error, file.name)
          },
        )
      })
      return await reply.redirect(`/first-day/roster/${id}`, 303)
    } catch (error) {
      // What is wrong with the file is said beside it, on the page that it was chosen on.
      if (!(error instanceof Failure) || !/^(spreadsheet|roster)\./.test(error.code)) throw error
      const problem = problemOf(error, { dictionary, language: desk.language, requestId: request.id })
      const fault = { text: problem.detail, makeDepartments }
      const page =
        step === 'departments' ? departmentsStep(desk, view, fault) : peopleStep(desk, view, { fault })
      return send(reply.status(problem.status), page)
    }
  })

  pages.get('/first-day/roster/:id', async (request, reply) => {
    const { desk, asking } = await admitted(options, request)
    return send(reply, rosterPage(desk, dictionary, await previewRoster(runtime, asking, idIn(request))))
  })

  pages.post('/first-day/roster/:id', async (request, reply) => {
    const { asking } = await admitted(options, request)
    const id = idIn(request)
    await withForm(request, () => confirmRoster(runtime, asking, id))
    return reply.redirect(`/first-day/roster/${id}`, 303)
  })

  pages.get('/first-day/roster/:id/refused.xlsx', async (request, reply) => {
    const { desk, asking } = await admitted(options, request)
    const { outcome } = await previewRoster(runtime, asking, idIn(request))
    const sheets = refusedSheets(outcome.refused, { dictionary, language: desk.language })
    return sendWorkbook(reply, { name: '退回的行.xlsx', sheets })
  })
}

/** A refusal of a file speaks of it by the name that its owner knows. */
const namedAs = (error: unknown, file: string): unknown =>
  error instanceof Failure && 'file' in error.detail
    ? new Failure(error.kind, error.code, { ...error.detail, file })
    : error

function mountPasswords(pages: FastifyInstance, options: FirstDayOptions): void {
  const { runtime, send } = options

  pages.get('/first-day/passwords', async (request, reply) => {
    const { desk, view } = await admitted(options, request)
    const issue = newIssue(runtime.clock())
    return send(reply, choosePeoplePage(desk, view, { issue, isNobody: false }))
  })

  pages.post('/first-day/passwords', async (request, reply) => {
    const { desk, view, asking } = await admitted(options, request)
    const { fields } = await withForm(request, (form) => Promise.resolve(form))
    const [issue = ''] = fields.get('issue') ?? []
    const chosen = new Set(fields.get('person'))
    // Of this park and without an own password; whatever else was sent is nobody.
    const people = view.people.filter(({ id, password }) => chosen.has(id) && password !== 'own')
    if (chosen.size === 0) {
      const fresh = newIssue(runtime.clock())
      return send(reply.status(422), choosePeoplePage(desk, view, { issue: fresh, isNobody: true }))
    }
    if (!isFreshIssue(issue, runtime.clock())) throw new Failure('conflict', 'roster.issue_stale')
    const slips = await issueSlips(runtime, asking, { issue, people: people.map(({ id }) => id) })
    return send(reply, slipsPage(desk, { slips, address: `${request.protocol}://${request.host}` }))
  })
}

function sendWorkbook(
  reply: FastifyReply,
  { name, sheets }: { readonly name: string; readonly sheets: readonly SheetPlan[] },
): FastifyReply {
  const output = new PassThrough()
  // Its failure destroys the stream, and the answer with it.
  writeWorkbook(output, sheets).catch(() => undefined)
  return reply
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
    .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    .send(output)
}
