import type { Language } from '../../kernel/words.ts'
import { label } from '../cases/index.ts'
import type { About } from './contract.ts'
import { FACTS, isTemplate, TEMPLATES } from './templates.ts'

/** A notice in one language. A code that this version does not know any more still says what it is about. */
export function render(template: string, about: About, language: Language): { title: string; body: string } {
  const values = valuesOf(about, language)
  const facts = about.number === undefined ? '' : fill(FACTS[language], values, language)
  if (!isTemplate(template)) return { title: about.number ?? template, body: facts }
  const [title, sentence] = TEMPLATES[template][language]
  return {
    title: fill(title, values, language),
    body: [fill(sentence, values, language), facts].filter((line) => line !== '').join('\n'),
  }
}

type Values = Readonly<Record<string, string | undefined>>

function valuesOf(about: About, language: Language): Values {
  const { number, kind, state, due_on, host } = about
  return {
    number,
    due_on,
    host,
    kind: kind && label('kind', kind, language),
    state: state && label('state', state, language),
    department: about.department,
  }
}

/** Optional parts stand where all that they name is known; elsewhere general words stand for what is not. */
function fill(text: string, values: Values, language: Language): string {
  const known = text.replace(/\[([^\]]*)\]/g, (_, part: string) =>
    [...part.matchAll(PLACE)].every(([, name = '']) => values[name] !== undefined) ? part : '',
  )
  return known.replace(PLACE, (_, name: string) => values[name] ?? UNKNOWN[name]?.[language] ?? '—')
}

const PLACE = /\{([a-z_]+)\}/g

const UNKNOWN: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  kind: { zh: '事项', en: 'Case' },
  department: { zh: '承办部门', en: 'the department in charge' },
}
