import { shown, type Words } from '../../kernel/words.ts'

export const words: Words = {
  'parks.missing': {
    zh: ({ code }) => `没有代码为“${shown(code ?? '')}”的园区。先用 bihuan park add 建园区。`,
    en: ({ code }) => `There is no park with the code "${shown(code ?? '')}". Make one with: bihuan park add`,
  },
  'parks.code_form': {
    zh: () => '园区代码只用小写字母、数字和连字符，至多 40 个字，如 xt-jk',
    en: () => 'a park code has lower-case letters, digits and hyphens, at most 40, such as xt-jk',
  },
  'parks.code_taken': {
    zh: ({ code }) => `园区代码“${shown(code)}”已经有了，换一个。`,
    en: ({ code }) => `The park code "${shown(code)}" is taken; choose another.`,
  },
  'parks.department_twice': {
    zh: ({ name }) => `部门“${shown(name)}”写了两次，删去一个。`,
    en: ({ name }) => `The department "${shown(name)}" is given twice; leave one out.`,
  },
  'parks.department_taken': {
    zh: ({ name }) => `已经有“${shown(name)}”这个部门。`,
    en: ({ name }) => `There already is a department "${shown(name)}".`,
  },
  'parks.department_unknown': {
    zh: ({ name, known }) => `没有“${shown(name)}”这个部门。现有：${shown(known)}。`,
    en: ({ name, known }) => `There is no department "${shown(name)}". There are: ${shown(known)}.`,
  },
  'parks.rule_unknown': {
    zh: ({ code, known }) => `没有“${shown(code)}”这条时限规则。现有：${shown(known)}。`,
    en: ({ code, known }) => `There is no deadline rule "${shown(code)}". There are: ${shown(known)}.`,
  },
}
