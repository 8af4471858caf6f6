import { shown, type Words } from '../../kernel/words.ts'

export const words: Words = {
  'projects.missing': {
    zh: () => '没有这个项目。',
    en: () => 'There is no such project.',
  },
  'projects.unknown': {
    zh: ({ name }) => `项目名录里没有“${shown(name)}”。请核对编码，或先登记这个项目，或只写项目名称。`,
    en: ({ name }) =>
      `The park has no project "${shown(name)}". Check the code, register the project first, or give its name alone.`,
  },
  'projects.code_taken': {
    zh: ({ code }) => `项目编码“${shown(code)}”已经有了。一个编码只能是一个项目。`,
    en: ({ code }) => `There is a project with the code "${shown(code)}" already; a code is one project's.`,
  },
  'projects.changed_since': {
    zh: ({ version, yours }) =>
      `您看到的是第 ${shown(yours)} 版，现在已是第 ${shown(version)} 版。请刷新后再改。`,
    en: ({ version, yours }) =>
      `You saw version ${shown(yours)}, it is version ${shown(version)} now. Read it again and then amend it.`,
  },
}
