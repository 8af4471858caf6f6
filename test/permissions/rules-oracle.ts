import type { Actor, Holding, Post } from '../../src/kernel/actor.ts'
import type { CaseAct, CaseState, Party } from '../../src/modules/cases/contract.ts'
import type { CaseFacts } from '../../src/modules/cases/sight.ts'

/**
 * Who may what and who sees what, said a second time from the words of docs/loop.md and in another shape than the
 * product's: a list of sentences for each act. It leans on none of the files it judges, and says their numbers again.
 */

const HOUR = 3600_000
const DAY = 24 * HOUR

/** One person before one case at one moment, as one would describe them. */
export interface Scene {
  readonly facts: CaseFacts
  readonly now: string
  readonly isConsole: boolean
  readonly today: string | undefined
  readonly posts: readonly Holding[]
  /** Whose seats he has: his own, those for whom he stands in, those who left and handed over to him. */
  readonly seats: ReadonlySet<string>
  /** His own seat, and those of who left and handed over to him. */
  readonly own: ReadonlySet<string>
  readonly firms: ReadonlySet<string>
}

export const sceneOf = (actor: Actor, facts: CaseFacts, now: string): Scene => ({
  facts,
  now,
  isConsole: actor.console,
  today: actor.today,
  posts: actor.holdings,
  seats: new Set([
    actor.userId,
    ...(actor.successorOf ?? []),
    ...actor.holdings.map(({ standsInFor }) => standsInFor ?? actor.userId),
  ]),
  own: new Set([actor.userId, ...(actor.successorOf ?? [])]),
  firms: new Set(actor.holdings.map(({ enterpriseId }) => enterpriseId ?? 'none')),
})

const isAny = ({ posts }: Scene, ...wanted: readonly Post[]) =>
  posts.some(({ post }) => wanted.includes(post))
const sitsFor = ({ seats }: Scene, person: string | null) => person !== null && seats.has(person)
const speaksForFirm = ({ firms }: Scene, firm: string | null) => firm !== null && firms.has(firm)
const isPostedTo = ({ posts }: Scene, department: string | null, as: readonly Post[] = []) =>
  department !== null &&
  posts.some(
    ({ post, departmentId }) => departmentId === department && (as.length === 0 || as.includes(post)),
  )
/** Milliseconds since then; negative of what is still to come. */
const since = ({ now }: Scene, then: string) => Date.parse(now) - Date.parse(then)
const isOver = (scene: Scene, moment: string) => since(scene, moment) > 0

// Who sees what

const OF_DEPARTMENTS: readonly Post[] = ['handler', 'head', 'liaison', 'leader']

/** Who registered or asked it sees it, whatever it is about. */
const broughtIt = (s: Scene) => sitsFor(s, s.facts.registered_by) || speaksForFirm(s, s.facts.enterprise_id)
const isAboutOneOfHis = (s: Scene) => isPostedTo(s, s.facts.about_department_id, OF_DEPARTMENTS)
const isPartyOfIt = (s: Scene) =>
  s.facts.party_enterprises.some((firm) => speaksForFirm(s, firm)) ||
  s.facts.party_people.some((person) => sitsFor(s, person))
const readsThePark = (s: Scene) =>
  s.isConsole || isAny(s, 'dispatcher', 'return_visitor', 'supervisor', 'auditor')
const hadItInHisDepartment = (s: Scene) =>
  s.facts.departments.some((department) => isPostedTo(s, department, OF_DEPARTMENTS))
/** As officer he sits only where he, or the one for whom he stands in as officer, is officer. */
const sitsAsOfficerFor = (s: Scene, person: string) =>
  s.posts.some(
    ({ post, standsInFor }) =>
      post === 'officer' && ((standsInFor ?? null) === null ? s.own.has(person) : standsInFor === person),
  )
const servesTheAskerToday = (s: Scene) =>
  !s.facts.confidential &&
  s.facts.officers.some(({ user, from, until }) => {
    const { today = '' } = s
    return sitsAsOfficerFor(s, user) && today >= from && (until ?? '9999-12-31') > today
  })
const seesByPost = (s: Scene) =>
  !isAboutOneOfHis(s) && (readsThePark(s) || hadItInHisDepartment(s) || servesTheAskerToday(s))
const seesForThePark = (s: Scene) =>
  seesByPost(s) || (sitsFor(s, s.facts.registered_by) && !s.facts.registrar_asks)
const knowsWhoAskedInConfidence = (s: Scene) =>
  s.isConsole || isAny(s, 'dispatcher', 'supervisor') || sitsFor(s, s.facts.return_visitor_id)
const seesAskers = (s: Scene) => seesForThePark(s) && (!s.facts.confidential || knowsWhoAskedInConfidence(s))
const seesFirstAsker = (s: Scene) => broughtIt(s) || seesAskers(s)
const isFirstAsker = (s: Scene) => speaksForFirm(s, s.facts.enterprise_id) && s.facts.asker_left_on === null
const isHeard = (s: Scene) => isFirstAsker(s) || isPartyOfIt(s)

export const SIGHT = {
  case: (s: Scene) => broughtIt(s) || seesByPost(s) || (isPartyOfIt(s) && !isAboutOneOfHis(s)),
  'as one of the park': seesForThePark,
  asker: seesFirstAsker,
  registrar: (s: Scene) => seesFirstAsker(s) || (seesForThePark(s) && !s.facts.registrar_asks),
  'the whole park': readsThePark,
  'who asked in confidence': (s: Scene) => s.isConsole || isAny(s, 'dispatcher', 'supervisor'),
  'nothing but what he asks': (s: Scene) =>
    !s.isConsole && s.posts.every(({ post }) => post === 'enterprise'),
  'as the first asker': isFirstAsker,
  'as one who asks or is concerned': isHeard,
} as const

export const seesParty = (s: Scene, party: Party): boolean =>
  isHisOwn(s, voiceOf(party)) ||
  seesAskers(s) ||
  // Named when the case was registered, and not brought along by a merged one.
  (party.role === 'opposite' && party.case_id === null && broughtIt(s))

// Who asks

/** One who asks or is concerned, with what he has said so far. */
interface Voice {
  readonly key: string
  readonly isAsker: boolean
  readonly isFirst: boolean
  readonly firm: string | null
  readonly registrar: string | null
  readonly registrarAsks: boolean
  readonly hasLeft: boolean
  readonly hasConfirmed: boolean
  readonly byAnother: boolean
}

const voiceOf = (party: Party): Voice => ({
  key: party.key,
  isAsker: party.role === 'asker',
  isFirst: false,
  firm: party.enterprise_id,
  registrar: party.registered_by,
  registrarAsks: party.registrar_asks,
  hasLeft: party.left_on !== null,
  hasConfirmed: party.confirmed_on !== null,
  byAnother: party.for_asker,
})

export function voicesThere({ facts }: Pick<Scene, 'facts'>): readonly Voice[] {
  const first: Voice = {
    key: 'asker',
    isAsker: true,
    isFirst: true,
    firm: facts.enterprise_id,
    registrar: facts.registered_by,
    registrarAsks: facts.registrar_asks,
    hasLeft: facts.asker_left_on !== null,
    // Of a history from elsewhere only the day of the confirmation is known.
    hasConfirmed: facts.asker_confirmed_on !== null || facts.confirmed_on !== null,
    byAnother: facts.for_asker,
  }
  return [first, ...facts.parties.map(voiceOf)].filter(({ hasLeft }) => !hasLeft)
}

function isHisOwn(s: Scene, voice: Voice): boolean {
  if (voice.firm !== null) return speaksForFirm(s, voice.firm)
  return voice.registrarAsks && sitsFor(s, voice.registrar)
}

/** What a supervisor found he asks himself, where no enterprise asks it. */
const isHisFinding = (s: Scene, { isFirst, firm, registrar }: Voice) =>
  isFirst && firm === null && s.facts.kind === 'finding' && isAny(s, 'supervisor') && sitsFor(s, registrar)

export const hisVoices = (s: Scene): readonly Voice[] =>
  voicesThere(s).filter((voice) => isHisOwn(s, voice) || isHisFinding(s, voice))

export const registeredFor = (s: Scene): readonly Voice[] =>
  voicesThere(s).filter(({ isAsker, registrar }) => isAsker && sitsFor(s, registrar))

const speaks = (s: Scene, post: Post, askersOnly = false) =>
  hisVoices(s).some(
    ({ firm, isAsker }) =>
      (post === 'enterprise' ? firm !== null : firm === null) && (isAsker || !askersOnly),
  )

// Who may what

type Where = (scene: Scene, post: Post) => boolean
type Stop = readonly [code: string, when: (scene: Scene) => boolean]

/** One sentence: who may, in which states, and on which cases. */
type May = readonly [posts: readonly Post[], states: readonly CaseState[], where?: Where]

interface Said {
  readonly may: readonly May[]
  /** What stops even those, in the order in which it is told. */
  readonly not?: readonly Stop[]
}

const UNFINISHED: readonly CaseState[] = [
  'registered',
  'dispatched',
  'returned',
  'accepted',
  'suspended',
  'replied',
]
const OPEN: readonly CaseState[] = [...UNFINISHED, 'confirmed']
const WITH_A_DEPARTMENT: readonly CaseState[] = ['dispatched', 'accepted']
const WORKERS: readonly Post[] = ['handler', 'head', 'liaison']
const SIGNING: readonly Post[] = ['head', 'liaison']
const PARK_S_PEOPLE: readonly Post[] = [...WORKERS, 'officer', 'leader']
const REGISTRARS: readonly Post[] = [...PARK_S_PEOPLE, 'hotline', 'dispatcher']
const FOR_THE_PARK: readonly Post[] = [
  'dispatcher',
  'supervisor',
  'leader',
  'officer',
  'hotline',
  'return_visitor',
]

const inCharge: Where = (s, post) => isPostedTo(s, s.facts.lead_department_id, [post])
const helping: Where = (s, post) =>
  s.facts.co_organisers.some(({ department_id: id }) => isPostedTo(s, id, [post]))
const speaking: Where = (s, post) => speaks(s, post)
const asking: Where = (s, post) => speaks(s, post, true)
const asksFirst: Where = (s) => isFirstAsker(s)
const wroteItDown: Where = (s) => sitsFor(s, s.facts.registered_by)
const askedOrWroteItDown: Where = (s) => registeredFor(s).length > 0

const ownWork: Stop = ['cases.own_work', (s) => s.facts.worked_by.some((person) => sitsFor(s, person))]
const tooLateToAsk: readonly Stop[] = [
  ['cases.request_waits', ({ facts }) => facts.pending !== null],
  ['cases.no_deadline', ({ facts }) => facts.due_at === null],
  ['cases.asked_too_late', (s) => s.facts.due_at !== null && isOver(s, s.facts.due_at)],
]
const undecidable = (what: 'extension' | 'suspension'): readonly Stop[] => [
  ['cases.nothing_requested', ({ facts }) => facts.pending?.what !== what],
  ['cases.own_request', (s) => sitsFor(s, s.facts.pending?.by ?? null)],
  ['cases.decided_too_late', (s) => s.facts.pending !== null && isOver(s, s.facts.pending.decide_by)],
]
const notHelping = (state: 'asked' | 'accepted'): readonly Stop[] => [
  [
    'cases.not_helping_so',
    (s) =>
      !s.facts.co_organisers.some((one) => one.state === state && isPostedTo(s, one.department_id, WORKERS)),
  ],
]

const takesPart: readonly May[] = [
  [FOR_THE_PARK, OPEN],
  [WORKERS, OPEN, (s, post) => inCharge(s, post) || helping(s, post) || wroteItDown(s, post) || isHeard(s)],
  [['enterprise'], OPEN, isHeard],
]

/** The loop in sentences. */
export const LOOP: Readonly<Record<CaseAct, Said>> = {
  refuse: {
    may: [[['dispatcher'], ['registered']]],
    // Once objected to, somebody else refuses it if it is to be refused.
    not: [['cases.decided_by_another', (s) => s.facts.objected && sitsFor(s, s.facts.refused_by)]],
  },
  object: {
    may: [
      [['enterprise'], ['closed_refused'], asksFirst],
      [[...REGISTRARS, 'supervisor'], ['closed_refused'], wroteItDown],
    ],
    not: [
      ['cases.objected_before', ({ facts }) => facts.objected],
      ['cases.object_where_it_came_from', ({ facts }) => facts.object_by === null],
      ['cases.objection_too_late', (s) => s.facts.object_by !== null && isOver(s, s.facts.object_by)],
    ],
  },
  answer_on_spot: {
    may: [
      [
        ['officer', 'leader'],
        ['registered', 'dispatched'],
      ],
      [WORKERS, ['registered', 'dispatched'], inCharge],
    ],
  },
  dispatch: { may: [[['dispatcher'], ['registered', 'returned']]] },
  accept: { may: [[WORKERS, ['dispatched'], inCharge]] },
  return: {
    may: [[WORKERS, ['dispatched'], inCharge]],
    not: [['cases.returned_twice', ({ facts }) => facts.return_count > 1]],
  },
  redispatch: { may: [[['dispatcher'], [...WITH_A_DEPARTMENT, 'suspended']]] },
  set_co_organisers: { may: [[['dispatcher'], WITH_A_DEPARTMENT]] },
  co_accept: { may: [[WORKERS, WITH_A_DEPARTMENT, helping]], not: notHelping('asked') },
  co_return: { may: [[WORKERS, WITH_A_DEPARTMENT, helping]], not: notHelping('asked') },
  co_reply: { may: [[WORKERS, WITH_A_DEPARTMENT, helping]], not: notHelping('accepted') },
  propose_reply: { may: [[['handler'], ['accepted'], inCharge]] },
  send_back: {
    may: [[['head'], ['accepted'], inCharge]],
    not: [['cases.nothing_proposed', ({ facts }) => facts.proposal === null]],
  },
  reply: {
    may: [
      [SIGNING, ['accepted'], inCharge],
      // Who is head as well answers as head: that needs no second signature.
      [
        ['handler'],
        ['accepted'],
        (s, post) => inCharge(s, post) && !SIGNING.some((signing) => inCharge(s, signing)),
      ],
    ],
  },
  confirm: {
    may: [[['enterprise', 'supervisor', ...PARK_S_PEOPLE], ['replied'], speaking]],
    not: [
      ownWork,
      ['cases.confirmed_already', (s) => hisVoices(s).every(({ hasConfirmed }) => hasConfirmed)],
    ],
  },
  confirm_for_asker: {
    may: [[['return_visitor'], ['replied'], (s) => !isPostedTo(s, s.facts.lead_department_id)]],
    not: [ownWork],
  },
  reject: {
    may: [[['enterprise', 'supervisor', ...PARK_S_PEOPLE], ['replied', 'confirmed'], speaking]],
    // What somebody confirmed for him he may still reject.
    not: [
      [
        'cases.asker_confirmed',
        (s) => !hisVoices(s).some(({ hasConfirmed, byAnother }) => !hasConfirmed || byAnother),
      ],
    ],
  },
  decide_dispute: {
    may: [[['supervisor'], ['confirmed']]],
    not: [['cases.no_dispute', ({ facts }) => facts.dispute !== 'open']],
  },
  countersign: {
    may: [[['supervisor'], ['confirmed']]],
    not: [
      ['cases.countersign_not_needed', ({ facts }) => !facts.centre_leads],
      ['cases.countersigned', ({ facts }) => facts.countersigned_by !== null],
    ],
  },
  strike_off: {
    may: [[['dispatcher'], ['confirmed']]],
    not: [
      ownWork,
      ['cases.dispute_open', ({ facts }) => facts.dispute === 'open'],
      ['cases.countersign_needed', ({ facts }) => facts.countersigned_by === null && facts.centre_leads],
      ['cases.children_open', ({ facts }) => facts.open_children !== 0],
    ],
  },
  reopen: {
    may: [
      [['enterprise', ...PARK_S_PEOPLE], ['struck_off'], asking],
      [['supervisor'], ['struck_off']],
    ],
    not: [
      [
        'cases.reopen_too_late',
        (s) =>
          s.facts.struck_off_at !== null &&
          since(s, s.facts.struck_off_at) > 30 * DAY &&
          !isAny(s, 'supervisor'),
      ],
    ],
  },
  withdraw: {
    may: [
      [['enterprise'], UNFINISHED, asking],
      [REGISTRARS, UNFINISHED, askedOrWroteItDown],
    ],
    not: [['cases.never_withdrawn', ({ facts }) => ['hazard', 'finding'].includes(facts.kind)]],
  },
  merge: { may: [[['dispatcher'], ['registered', 'dispatched']]] },
  hand_over: { may: [[['dispatcher'], ['registered', 'returned', 'dispatched']]] },
  request_extension: {
    may: [[SIGNING, ['accepted'], inCharge]],
    not: [['cases.extended_twice', ({ facts }) => facts.extension_count > 1], ...tooLateToAsk],
  },
  decide_extension: { may: [[['dispatcher'], ['accepted']]], not: undecidable('extension') },
  request_suspension: { may: [[SIGNING, ['accepted'], inCharge]], not: tooLateToAsk },
  decide_suspension: { may: [[['dispatcher'], ['accepted']]], not: undecidable('suspension') },
  resume: {
    may: [
      [SIGNING, ['suspended'], inCharge],
      [['dispatcher'], ['suspended']],
    ],
  },
  escalate: {
    may: [[['dispatcher'], OPEN]],
    not: [['cases.highest_rung', ({ facts }) => facts.rung === 'consultation']],
  },
  amend: {
    may: [
      [['dispatcher'], OPEN],
      [['enterprise'], ['registered'], asksFirst],
      [[...PARK_S_PEOPLE, 'hotline', 'supervisor'], ['registered'], wroteItDown],
    ],
  },
  urge: {
    may: [
      [FOR_THE_PARK, OPEN],
      [['enterprise'], OPEN, isHeard],
    ],
    not: [
      [
        'cases.urged_lately',
        (s) =>
          s.facts.urged_at !== null &&
          since(s, s.facts.urged_at) < 24 * HOUR &&
          !isAny(s, 'supervisor', 'leader'),
      ],
    ],
  },
  supervise: { may: [[['supervisor', 'leader'], OPEN]] },
  note: { may: takesPart },
  attach: { may: takesPart },
  reassign_handler: {
    may: [
      [['dispatcher'], OPEN],
      [SIGNING, OPEN, inCharge],
    ],
    not: [['cases.no_department_yet', ({ facts }) => facts.lead_department_id === null]],
  },
  mark_key: { may: [[['dispatcher', 'leader'], OPEN]] },
}

/** What a judgement of the posts alone has to say: those in which he may now, else those in which he ever might. */
export function postsFor(s: Scene, act: CaseAct): readonly Post[] {
  const his = LOOP[act].may.flatMap(([posts, states, where]) =>
    posts.flatMap((post) =>
      isAny(s, post) && (where?.(s, post) ?? true) ? [{ post, now: states.includes(s.facts.state) }] : [],
    ),
  )
  const now = his.filter((one) => one.now)
  return (now.length > 0 ? now : his).map(({ post }) => post)
}

/** The code of what stops somebody who acts in this post; undefined where nothing does. */
export function stopFor(s: Scene, act: CaseAct, as: Post): string | undefined {
  const { may, not = [] } = LOOP[act]
  const inState = may.some(([posts, states]) => posts.includes(as) && states.includes(s.facts.state))
  return inState ? not.find(([, when]) => when(s))?.[0] : 'cases.wrong_state'
}

/** Refusals that another person would not meet; all others are of the case. */
export const OF_THE_PERSON: readonly string[] = [
  'cases.own_work',
  'cases.own_request',
  'cases.decided_by_another',
]
