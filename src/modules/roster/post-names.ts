import type { Post } from '../../kernel/actor.ts'
import { normalForm } from '../intake/index.ts'

/** A post of the park's own people: enterprises get their accounts in the register, not from a roster. */
export type StaffPost = Exclude<Post, 'enterprise'>

/** How offices write the posts; the first of each is the word of the glossary, which the template offers. */
// prettier-ignore
const SPELLINGS: Readonly<Record<StaffPost, readonly string[]>> = {
  dispatcher: [
    '交办中心', '交办员', '交办', '调度员', '调度', '调度中心', '交办中心人员', '分办', '分办员', '派单员', '受理员',
    'dispatcher', 'dispatch centre', 'dispatch center', 'dispatch',
  ],
  handler: ['经办人', '经办', '经办员', '承办人', '承办', '办理人', '办事员', '科员', '具体经办人', 'handler', 'clerk'],
  head: [
    '部门负责人', '负责人', '部门领导', '局长', '副局长', '科长', '副科长', '主任', '部门主任', '部门主要负责人', '处长',
    'head', 'head of department', 'department head',
  ],
  liaison: ['外部单位联络员', '外单位联络员', '外部联络员', '对外联络员', 'liaison', 'liaison officer'],
  officer: ['服务专员', '专员', '企业服务专员', '联络员', '服务员', '驻企专员', '网格员', 'officer', 'service officer'],
  hotline: ['热线坐席', '坐席', '座席', '热线座席', '话务员', '接线员', '热线', '热线员', 'hotline', 'hotline agent', 'operator'],
  return_visitor: ['回访员', '回访', '回访专员', '评价员', 'return visitor', 'return_visitor', 'caller'],
  leader: ['领导', '园区领导', '分管领导', '牵头领导', '包抓领导', '管委会领导', 'leader'],
  supervisor: ['督查', '督查员', '督察', '督察员', '督办', '督办员', '督查室', '监督', '督导', 'supervisor', 'inspector'],
  admin: ['系统管理', '系统管理员', '管理员', '系统运维', '运维', 'admin', 'administrator'],
  auditor: ['审计', '审计员', '内审', '审计人员', 'auditor', 'audit'],
  city: ['市级', '市级用户', '市级领导', '市里', 'city'],
}

/** The words offered to whoever fills in the template, in the order of the loop. */
export const POST_WORDS: readonly string[] = Object.values(SPELLINGS).map(([word = '']) => word)

const POST_OF: ReadonlyMap<string, StaffPost> = new Map(
  // Marked cast: the keys of the table above.
  (Object.entries(SPELLINGS) as [StaffPost, readonly string[]][]).flatMap(([post, names]) =>
    names.map((name) => [normalForm(name), post] as const),
  ),
)

/** The posts of a cell, which may name several: 经办人、督查. What is no post of ours is given as it stands. */
export function postsIn(text: string): {
  readonly posts: readonly StaffPost[]
  readonly unknown: readonly string[]
} {
  const parts = text
    .split(/[、,，;；/／\n+＋&]|和|兼/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const found = parts.map((part) => ({ part, post: POST_OF.get(normalForm(part)) }))
  return {
    posts: [...new Set(found.flatMap(({ post }) => post ?? []))],
    unknown: found.flatMap(({ part, post }) => (post === undefined ? [part] : [])),
  }
}
