import { shown, type Words } from '../../kernel/words.ts'
import { label } from './labels.ts'

/** What is refused where several ask or are concerned, and between parks. */
export const askerWords: Words = {
  'cases.confirmed_already': {
    zh: () => '已经确认过了，不用再确认；还有别的提出人或当事方没有确认的，等他们确认。',
    en: () =>
      'It has been confirmed already; other askers or parties may still have to confirm for themselves.',
  },
  'cases.party_unknown': {
    zh: ({ field }) =>
      `没有这个提出人或当事方，或者他已经退出、已经确认（${shown(field)}）。请照事项里列出的写。`,
    en: ({ field }) =>
      `There is no such asker or party, or he has left or confirmed already (${shown(field)}). Take one of those that the case lists.`,
  },
  'cases.party_needed': {
    zh: ({ field }) => `这里有几位提出人是您登记的，请写明撤回的是哪一位（${shown(field)}）。`,
    en: ({ field }) => `You registered several of its askers; say which of them withdraws (${shown(field)}).`,
  },
  'cases.evidence_needed': {
    zh: ({ field }) => `替提出人撤回，要写明他怎么说的、有什么凭据（${shown(field)}）。`,
    en: ({ field }) =>
      `Who withdraws for the asker says how the asker said so, with evidence (${shown(field)}).`,
  },
  'cases.never_withdrawn': {
    zh: ({ kind }) => `“${label('kind', String(kind), 'zh')}”不能撤回，要整改到位、验收销号。`,
    en: ({ kind }) =>
      `A case of kind "${label('kind', String(kind), 'en')}" is never withdrawn; it is put right and struck off.`,
  },
  'cases.party_twice': {
    zh: ({ name, field }) => `“${shown(name)}”已经是提出人或当事方，请删去一个（${shown(field)}）。`,
    en: ({ name, field }) =>
      `"${shown(name)}" asks or is concerned already; leave one out (${shown(field)}).`,
  },
  'cases.party_unnamed': {
    zh: ({ field }) => `请写明相对方的名称（${shown(field)}）；只有企业可以用编号或信用代码。`,
    en: ({ field }) =>
      `Give the name of the opposite party (${shown(field)}); only enterprises are known by id or credit code.`,
  },
  'cases.merge_itself': {
    zh: () => '不能把一件事项并入它自己，请另选主件（master）。',
    en: () => 'A case cannot be merged into itself; choose another master (master).',
  },
  'cases.master_closed': {
    zh: ({ number, state }) =>
      `主件 ${shown(number)} 现在是“${label('state', String(state), 'zh')}”，只能并入还在办理、没有确认的事项。`,
    en: ({ number, state }) =>
      `The master ${shown(number)} is "${label('state', String(state), 'en')}"; a case is merged into one that is open and not confirmed.`,
  },
  'cases.merge_other_kind': {
    zh: ({ kind, master }) =>
      `“${label('kind', String(kind), 'zh')}”不能并入“${label('kind', String(master), 'zh')}”：隐患和督查问题只并入同一类型的事项。`,
    en: ({ kind, master }) =>
      `A case of kind "${label('kind', String(kind), 'en')}" is not merged into one of kind "${label('kind', String(master), 'en')}": hazards and findings are merged among themselves alone.`,
  },
  'cases.merge_about_person': {
    zh: () => '其中一件反映的是某部门的人员，另一件由该部门经办，或者反映的是另一部门的人员，不能并件。',
    en: () =>
      'One of the two is a complaint about a person whose department has or had the other, or the two are about people of different departments; they are not merged.',
  },
  'cases.hand_over_here': {
    zh: () => '不能移交给本园区；要换部门办理，请用交办或改派。',
    en: () => 'A case is handed over to another park; to charge another department, dispatch it.',
  },
  'cases.park_unknown': {
    zh: ({ park }) => `没有代码为“${shown(park)}”的园区，请核对（park）。`,
    en: ({ park }) => `There is no park with the code "${shown(park)}"; check it (park).`,
  },
}
