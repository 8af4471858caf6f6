import { randomUUID } from 'node:crypto'
import type { CaseState } from '../../src/modules/cases/contract.ts'
import type { Who } from '../support/park.ts'
import type { Column, Relation } from './table.ts'
import type { Place } from './world.ts'

/** What one cell is about: `place` has the thing that is named, `here` everything else. */
export interface Asked {
  readonly here: Place
  readonly there: Place
  readonly place: Place
  readonly relation: Relation
  readonly column: Column
}

type Fields = Readonly<Record<string, unknown>>

/** How a route is tried: with whose things, and with what else. An input of undefined: this post has no such thing. */
export interface Trial {
  readonly relations: readonly Relation[]
  readonly input: (asked: Asked) => Promise<object | undefined> | object | undefined
}

const EVERY_CASE: readonly Relation[] = ['own', 'other enterprise', 'other department', 'other park']
const EVERY_ENTERPRISE: readonly Relation[] = ['own', 'other enterprise', 'other park']
/** Things of a person: his own, a colleague's. */
const EVERY_PERSON: readonly Relation[] = ['own', 'other department', 'other park']
/** Things of the park at large. */
const OF_THE_PARK: readonly Relation[] = ['own', 'other park']

const plain = (input: Fields = {}): Trial => ({ relations: ['-'], input: () => input })

const aCase = ({ place, relation, column }: Asked, state: CaseState) =>
  place.caseIn({
    relation: relation === 'other park' ? 'own' : relation,
    state,
    outside: column === 'liaison' && relation !== 'other department',
  })

/** An act on a case that is in a state in which somebody may take it. */
const onCase = (
  state: CaseState,
  more: Fields | ((asked: Asked) => Fields | Promise<Fields>) = {},
): Trial => ({
  relations: EVERY_CASE,
  async input(asked) {
    const { id, version } = await aCase(asked, state)
    return { id, version, ...(typeof more === 'function' ? await more(asked) : more) }
  },
})

const seenCase = (more: Fields = {}): Trial => ({
  relations: EVERY_CASE,
  async input(asked) {
    const { id } = await aCase(asked, 'accepted')
    return { id, ...more }
  },
})

const enterpriseOf = ({ place, relation }: Asked) =>
  relation === 'other enterprise' ? place.otherEnterprise : place.enterprise

const onEnterprise = (more: Fields | ((asked: Asked) => Fields) = {}, versioned = true): Trial => ({
  relations: EVERY_ENTERPRISE,
  input(asked) {
    const { id, version } = enterpriseOf(asked)
    return { id, ...(versioned && { version }), ...(typeof more === 'function' ? more(asked) : more) }
  },
})

const person = ({ here, place, relation, column }: Asked): string =>
  relation === 'own' ? here.userOf(column) : place.park.people.otherHandler

const onPerson = (more: (asked: Asked, userId: string) => Fields | Promise<Fields> = () => ({})): Trial => ({
  relations: EVERY_PERSON,
  async input(asked) {
    const userId = person(asked)
    return { id: userId, ...(await more(asked, userId)) }
  },
})

const ofThePark = (id: (place: Place) => string, more: Fields = {}): Trial => ({
  relations: OF_THE_PARK,
  input: ({ place }) => ({ id: id(place), ...more }),
})

const onWebhook = (more: Fields = {}) => ofThePark(({ webhook }) => webhook, more)

const LENDERS: Readonly<Partial<Record<Column, Who>>> = {
  dispatcher: 'dispatcher',
  handler: 'handler',
  head: 'head',
  liaison: 'liaison',
  officer: 'officer',
  hotline: 'hotline',
  return_visitor: 'returnVisitor',
  leader: 'leader',
  supervisor: 'supervisor',
  auditor: 'auditor',
}

const reason = '看过'
const DAY = '2026-10-12'

/** Every route of the modules. One that is missing here fails the build. */
export const TRIALS: Readonly<Record<string, Trial>> = {
  'POST /departments': plain({ name: '示例新设科室' }),
  'POST /departments/list': plain({ own: ['示例新设科室'], external: [] }),
  'POST /days-off': plain({ day: '2026-12-11', name: '园区日' }),
  'POST /park/choices': plain({ sign_off: [] }),
  'GET /park': plain(),
  'GET /deadline-rules': plain(),
  'POST /deadline-rules': plain({ code: 'trial', name: '示例时限', amount: 3, source: '示例文件' }),
  'GET /escalation-ladder': plain(),
  'POST /escalation-ladders': plain({
    levels: [{ after_working_days: 0, posts: ['head'] }],
    source: '示例文件',
  }),
  'GET /routes': plain(),
  'POST /routes': plain({ category: '示例类别', department: '建设交通局' }),
  'POST /routes/{id}/end': {
    relations: OF_THE_PARK,
    async input({ place }) {
      const { id } = await place.act('admin', 'parks.add_route', {
        category: `示例${randomUUID().slice(0, 8)}`,
        department: '建设交通局',
      })
      return { id }
    },
  },

  'POST /users': plain({ name: '示例新同事', post: 'hotline' }),
  'POST /users/import': plain({
    people: [{ name: '示例新同事', posts: ['hotline'], department: null, phone: null }],
  }),
  'POST /users/{id}/posts/{post_id}/end': onPerson(async ({ place }, userId) => ({
    post_id: await place.postId(userId),
  })),
  'POST /users/{id}/leave': onPerson(),
  'POST /users/{id}/reset-code': onPerson(),
  'POST /stand-ins': {
    relations: EVERY_PERSON,
    input: (asked) => ({
      user: person(asked),
      stand_in: asked.here.park.people.otherOfficer,
      from: '2027-02-01T00:00:00.000Z',
      until: '2027-02-02T00:00:00.000Z',
      reason,
    }),
  },
  'POST /stand-ins/{id}/end': {
    relations: EVERY_PERSON,
    async input({ place, relation, column }) {
      const who = relation === 'own' ? LENDERS[column] : 'otherHandler'
      return who === undefined ? undefined : { id: await place.standInOf(who) }
    },
  },
  'GET /stand-ins': plain(),
  'GET /me': plain(),
  'GET /users': plain(),
  'GET /tokens': plain(),
  'POST /tokens/{id}/revoke': {
    relations: EVERY_PERSON,
    input: async (asked) => ({ id: await asked.place.tokenId(person(asked)) }),
  },
  'POST /enterprises/{id}/invitations': onEnterprise({ name: '示例新人二' }, false),
  'POST /enterprises/{id}/invitations/{invitation_id}/revoke': onEnterprise(
    ({ place, relation }) => ({
      invitation_id: place.invitations[relation === 'other enterprise' ? 'other' : 'own'],
    }),
    false,
  ),
  'GET /enterprises/{id}/contacts': onEnterprise({}, false),
  'POST /enterprises/{id}/contacts/{user_id}/untie': onEnterprise(
    ({ place, relation }) => ({
      user_id: place.park.people[relation === 'other enterprise' ? 'otherAsker' : 'asker'],
    }),
    false,
  ),

  'POST /officers/assign': {
    relations: EVERY_ENTERPRISE,
    input: (asked) => ({
      subject: { kind: 'enterprise', id: enterpriseOf(asked).id },
      user: asked.here.park.people.otherOfficer,
    }),
  },
  'POST /officers/hand-over': {
    relations: EVERY_PERSON,
    input: (asked) => ({
      from_user: asked.relation === 'own' ? asked.here.userOf(asked.column) : asked.place.thirdOfficer,
      to_user: asked.here.park.people.otherOfficer,
      reason,
    }),
  },
  'POST /officers/hand-over/{id}/accept': {
    relations: EVERY_PERSON,
    input: ({ place, relation }) => ({
      id: relation === 'other department' ? place.foreignHandOver : place.handOver,
    }),
  },
  'GET /officers/hand-over/{id}': {
    relations: EVERY_PERSON,
    input: ({ place, relation }) => ({
      id: relation === 'other department' ? place.foreignHandOver : place.handOver,
    }),
  },
  'GET /officers': plain(),

  'POST /enterprises': plain({ name: '示例新来企业有限公司' }),
  'POST /enterprises/{id}/contact': onEnterprise({ reason: '电话核实' }, false),
  'POST /enterprises/{id}/amend': onEnterprise({ reason, address: '示例路一号' }),
  'POST /enterprises/{id}/classify': onEnterprise({ size: 'small', said_by: '统计', source: '年报' }),
  'POST /enterprises/{id}/tag': onEnterprise({ add: ['示例标签'] }),
  'POST /enterprises/{id}/merge': onEnterprise(({ here }) => ({ into: here.duplicate.id, reason })),
  'POST /enterprises/{id}/unmerge': onEnterprise({ reason }),
  'GET /enterprises': plain(),
  'GET /enterprises/duplicates': plain(),
  'GET /enterprises/{id}': onEnterprise({}, false),
  'GET /enterprises/{id}/changes': onEnterprise({}, false),

  'POST /projects': plain({ code: 'XM-9', name: '示例仓库' }),
  'POST /projects/{id}/amend': ofThePark(({ project }) => project.id, {
    version: 1,
    name: '示例新厂房',
    reason,
  }),
  'GET /projects': plain(),

  'POST /files': plain(),
  'GET /files/{id}': {
    relations: EVERY_CASE,
    async input({ place, relation, column }) {
      const outside = column === 'liaison' && relation !== 'other department'
      return { id: await place.fileOf({ relation: relation === 'other park' ? 'own' : relation, outside }) }
    },
  },

  'POST /cases': {
    relations: EVERY_ENTERPRISE,
    input: (asked) => ({
      kind: 'request',
      text: '示例：路灯不亮',
      asker: { kind: 'enterprise', id: enterpriseOf(asked).id },
    }),
  },
  'POST /cases/{id}/refuse': onCase('registered', { reason: 'not_of_the_park', text: reason }),
  'POST /cases/{id}/object': onCase('closed_refused', { reason }),
  'POST /cases/{id}/answer-on-spot': onCase('dispatched', { answer: '当场办了', outcome: 'solved' }),
  'POST /cases/{id}/dispatch': onCase('returned', { department: '生态环境分局' }),
  'POST /cases/{id}/redispatch': onCase('accepted', { department: '企业服务中心', reason }),
  'POST /cases/{id}/set-co-organisers': onCase('accepted', {
    co_organisers: [{ department: '企业服务中心' }],
    reason,
  }),
  'POST /cases/{id}/co-accept': onCase('accepted'),
  'POST /cases/{id}/co-return': onCase('accepted', { reason }),
  'POST /cases/{id}/co-reply': onCase('accepted', { answer: '配合办好' }),
  'POST /cases/{id}/propose-reply': onCase('accepted', {
    answer: '拟复',
    outcome: 'explained',
    review_on: '2027-12-20',
  }),
  'POST /cases/{id}/send-back': onCase('accepted', { reason }),
  'POST /cases/{id}/accept': onCase('dispatched'),
  'POST /cases/{id}/return': onCase('dispatched', { reason }),
  'POST /cases/{id}/reply': onCase('accepted', { answer: '已办', outcome: 'solved' }),
  'POST /cases/{id}/confirm': onCase('replied', { rating: 5 }),
  'POST /cases/{id}/confirm-for-asker': onCase('replied', {
    by: { way: 'told', how: 'telephone', rating: 5, evidence: '电话录音' },
  }),
  'POST /cases/{id}/reject': onCase('replied', { reason }),
  'POST /cases/{id}/decide-dispute': onCase('confirmed', { decision: 'allow_strike_off', reason }),
  'POST /cases/{id}/countersign': onCase('confirmed'),
  'POST /cases/{id}/strike-off': onCase('confirmed'),
  'POST /cases/{id}/reopen': onCase('struck_off', { reason }),
  'POST /cases/{id}/withdraw': onCase('accepted', { reason, evidence: '电话里说的' }),
  'POST /cases/{id}/merge': onCase('dispatched', async ({ here, column }) => {
    const { id, version } = await here.caseIn({
      relation: 'own',
      state: 'accepted',
      outside: column === 'liaison',
    })
    return { master: id, master_version: version, reason }
  }),
  'POST /cases/{id}/hand-over': onCase('dispatched', ({ there }) => ({ park: there.park.code, reason })),
  'POST /cases/{id}/note': onCase('accepted', { text: '看过', public: true }),
  'POST /cases/{id}/request-extension': onCase('accepted', { until: '2026-12-18', progress: '一半', reason }),
  'POST /cases/{id}/decide-extension': onCase('accepted', { grant: true, reason }),
  'POST /cases/{id}/request-suspension': onCase('accepted', { until: DAY, reason }),
  'POST /cases/{id}/decide-suspension': onCase('accepted', { grant: true, reason }),
  'POST /cases/{id}/resume': onCase('suspended', { reason }),
  'POST /cases/{id}/escalate': onCase('accepted', { rung: 'weekly', reason }),
  'POST /cases/{id}/amend': onCase('accepted', { set: { category: '交通' }, reason }),
  'POST /cases/{id}/urge': onCase('accepted', { text: '抓紧' }),
  'POST /cases/{id}/supervise': onCase('accepted', { text: '抓紧' }),
  'POST /cases/{id}/reassign-handler': onCase('accepted', ({ here, relation, column }) => ({
    handler:
      relation === 'other department'
        ? here.park.people.otherHead
        : column === 'liaison'
          ? here.park.people.liaison
          : here.park.people.head,
    reason,
  })),
  'POST /cases/{id}/mark-key': onCase('accepted', { key_list: true, reason }),
  'POST /cases/{id}/attach': onCase('accepted', { files: [randomUUID()], public: true }),
  'POST /cases/{id}/contact': seenCase({ reason: '电话核实' }),
  'GET /cases/similar': plain({ text: '夜班职工下班无车可坐' }),
  'GET /cases': plain(),
  'GET /cases/{id}': seenCase(),
  'GET /cases/{id}/entries': seenCase(),
  'GET /cases/{id}/files': seenCase(),

  'GET /figures': plain(),
  'GET /figures/{name}': plain({ name: 'requests.open' }),
  'GET /figures/{name}/rows': plain({ name: 'requests.open' }),

  'POST /notices/{id}/read': {
    relations: EVERY_PERSON,
    input: async (asked) => ({ id: await asked.place.noticeOf(person(asked)) }),
  },
  'POST /notices/read-all': plain(),
  'POST /me/notice-settings': plain({ channel: 'none' }),
  'GET /me/notice-settings': plain(),
  'POST /notices/quiet-hours': plain({ from: '21:00', to: '08:00' }),
  'GET /notices': plain(),
  'GET /notices/unread': plain(),
  'POST /webhooks': plain({ url: 'https://localhost/two' }),
  'POST /webhooks/{id}/disable': onWebhook(),
  'POST /webhooks/{id}/enable': onWebhook(),
  'POST /webhooks/{id}/remove': onWebhook(),
  'POST /webhooks/{id}/rotate-secret': onWebhook(),
  'POST /webhooks/{id}/replay': onWebhook({ since: '2026-10-08T00:00:00.000Z' }),
  'GET /webhooks': plain(),
  'GET /webhooks/{id}/deliveries': onWebhook(),

  'GET /staff': plain(),
  'GET /audit': plain(),
}
