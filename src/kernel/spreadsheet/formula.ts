/**
 * Keeps text from being run as a formula once it has left us: an .xlsx text cell is harmless, but people save it as CSV
 * or paste it elsewhere (CVE-2022-22121, CVE-2021-41270).
 */

/**
 * What a spreadsheet could take for a formula: `= + - @`, also full-width and small forms, at the start or after
 * blanks, line breaks and invisible characters, because programs trim those; and TAB or CR themselves in front, which
 * make some programs look at the next field.
 */
const DANGEROUS = /^(?:[\s\p{C}\p{Z}]*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r])/u

/**
 * The text with an apostrophe in front when a spreadsheet could take it for a formula, else as it is. A text that
 * already is such a one behind apostrophes gets another, so that `unescapeFormula` gives back every text unchanged.
 */
export function escapeFormula(text: string): string {
  return DANGEROUS.test(withoutApostrophes(text)) ? `'${text}` : text
}

/** The text before `escapeFormula`. */
export function unescapeFormula(text: string): string {
  return text.startsWith("'") && DANGEROUS.test(withoutApostrophes(text)) ? text.slice(1) : text
}

/** The text without the characters that XML cannot carry: most controls, lone halves of surrogate pairs. */
export function withoutIllegalXml(text: string): string {
  return text.toWellFormed().replaceAll(ILLEGAL_XML, '')
}

const ILLEGAL_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const withoutApostrophes = (text: string) => text.replace(/^'+/, '')
