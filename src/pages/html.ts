/** Markup that is safe to send: `html` made it, and nothing else can. */
export interface Html {
  readonly [MARKUP]: string
}

const MARKUP = Symbol('markup')

/** What may stand in a template. Texts are escaped, whatever they hold; nothing at all is drawn for the last three. */
export type Part = Html | string | number | readonly Part[] | undefined | null | false

/**
 * A template of HTML. Every text that enters is escaped for elements and for quoted attributes alike, so that what a
 * person typed is never more than what he typed. Where escaping would not protect (an attribute without quotes, a
 * script, a style) the template itself is refused.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = prepared(strings).map((text, i) => text + (i < parts.length ? markupOf(parts[i]) : ''))
  return { [MARKUP]: markup.join('') }
}

/** The text of the markup, for who sends it. */
export function markupOf(part: Part): string {
  if (part === undefined || part === null || part === false) return ''
  if (typeof part === 'string') return escape(part)
  if (typeof part === 'number') return String(part)
  return MARKUP in part ? part[MARKUP] : part.map(markupOf).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')

/** Ends inside a tag, or a part of one, behind an equals sign that does not stand in quotes itself. */
const BARE_ATTRIBUTE = /(?:^|<[a-z])(?:[^<>"']|"[^"]*"|'[^']*')*=\s*$/i

const templates = new WeakMap<TemplateStringsArray, readonly string[]>()

/** A template's own text, looked through once: its places are safe, and how the source is indented is not sent. */
function prepared(strings: TemplateStringsArray): readonly string[] {
  const known = templates.get(strings)
  if (known) return known
  for (let i = 1; i < strings.length; i++) {
    const before = strings.slice(0, i).join('…')
    if (BARE_ATTRIBUTE.test(before))
      throw new Error(`an attribute's value needs quotes: ${before.slice(-40)}`)
    if (/<(script|style)\b[^>]*>[^<]*$/i.test(before))
      throw new Error('nothing may enter a script or a style')
  }
  const texts = strings.map((text) => text.replace(/\n\s+/g, '\n'))
  templates.set(strings, texts)
  return texts
}
