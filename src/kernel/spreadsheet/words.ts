import { shown, type Language, type Words } from '../words.ts'

const KINDS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  html: { zh: '网页', en: 'a web page' },
  xml: { zh: 'XML 文件', en: 'an XML file' },
  json: { zh: 'JSON 文件', en: 'a JSON file' },
  csv: { zh: 'CSV 文本', en: 'CSV text' },
  text: { zh: '文本', en: 'plain text' },
  pdf: { zh: 'PDF 文件', en: 'a PDF file' },
  binary: { zh: '别的文件', en: 'some other file' },
  xlsb: { zh: '二进制工作簿（.xlsb）', en: 'a binary workbook (.xlsb)' },
  docx: { zh: 'Word 文档', en: 'a Word document' },
  pptx: { zh: '演示文稿', en: 'a presentation' },
  ods: { zh: 'OpenDocument 表格（.ods）', en: 'an OpenDocument sheet (.ods)' },
  zip: { zh: '压缩包', en: 'a zip archive' },
}

const LIMITS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  fileBytes: { zh: '文件的字节数', en: 'bytes of the file' },
  entries: { zh: '压缩包里的文件数', en: 'entries of the archive' },
  inflatedBytes: { zh: '解压后的字节数', en: 'bytes inflated' },
  ratio: { zh: '压缩倍数', en: 'times of compression' },
  sheets: { zh: '工作表数', en: 'sheets' },
  stringBytes: { zh: '文字的字节数', en: 'bytes of text' },
  strings: { zh: '不同文字的个数', en: 'different texts' },
  rows: { zh: '行数', en: 'rows' },
  columns: { zh: '列数', en: 'columns' },
  merges: { zh: '合并单元格数', en: 'merged cells' },
  cellCharacters: { zh: '一个单元格的字数', en: 'characters in a cell' },
  rowCharacters: { zh: '一行的字数', en: 'characters in a row' },
  characters: { zh: '总字数', en: 'characters in all' },
  xmlDepth: { zh: '文件内部的层数', en: 'levels of XML' },
  xmlTokenBytes: { zh: '文件内部一个元素的字节数', en: 'bytes of one XML element' },
  milliseconds: { zh: '读取的毫秒数', en: 'milliseconds of reading' },
  heapMegabytes: { zh: '读取所用的内存（MB）', en: 'megabytes of memory' },
}

const WAY_OUT = {
  zh: '请在 Excel 或 WPS 里打开，另存为“Excel 工作簿（.xlsx）”再导入。',
  en: 'Open it in Excel or WPS, save it as "Excel workbook (.xlsx)" and import that.',
} as const

const kind = (found: unknown, language: Language) => KINDS[shown(found)]?.[language] ?? shown(found)

/** The words for files that cannot be read as a workbook. */
export const spreadsheetWords: Words = {
  'spreadsheet.unreadable': {
    zh: ({ file, reason }) => `打不开“${shown(file)}”（${shown(reason)}）。请核对路径和权限。`,
    en: ({ file, reason }) =>
      `"${shown(file)}" cannot be opened (${shown(reason)}). Check its path and permissions.`,
  },
  'spreadsheet.empty_file': {
    zh: ({ file }) => `“${shown(file)}”是空文件。`,
    en: ({ file }) => `"${shown(file)}" is empty.`,
  },
  'spreadsheet.old_format': {
    zh: ({ file }) => `“${shown(file)}”是旧格式（.xls 或 .et）。${WAY_OUT.zh}`,
    en: ({ file }) => `"${shown(file)}" is in an old format (.xls or .et). ${WAY_OUT.en}`,
  },
  'spreadsheet.encrypted': {
    zh: ({ file }) => `“${shown(file)}”有打开密码。请去掉密码再导入。`,
    en: ({ file }) => `"${shown(file)}" is locked with a password. Remove it and import again.`,
  },
  'spreadsheet.not_a_spreadsheet': {
    zh: ({ file, found }) => `“${shown(file)}”不是表格，像是${kind(found, 'zh')}。${WAY_OUT.zh}`,
    en: ({ file, found }) => `"${shown(file)}" is no workbook but ${kind(found, 'en')}. ${WAY_OUT.en}`,
  },
  'spreadsheet.not_a_workbook': {
    zh: ({ file, found }) => `“${shown(file)}”里没有工作簿，像是${kind(found, 'zh')}。${WAY_OUT.zh}`,
    en: ({ file, found }) =>
      `"${shown(file)}" holds no workbook; it looks like ${kind(found, 'en')}. ${WAY_OUT.en}`,
  },
  'spreadsheet.damaged': {
    zh: ({ file, what }) => `“${shown(file)}”已损坏或不完整（${shown(what)}）。${WAY_OUT.zh}`,
    en: ({ file, what }) => `"${shown(file)}" is damaged or incomplete (${shown(what)}). ${WAY_OUT.en}`,
  },
  'spreadsheet.too_much': {
    zh: ({ file, limit, allowed }) =>
      `“${shown(file)}”太大：${LIMITS[shown(limit)]?.zh ?? shown(limit)}至多 ${shown(allowed)}。请拆成几个文件。`,
    en: ({ file, limit, allowed }) =>
      `"${shown(file)}" asks too much: at most ${shown(allowed)} ${LIMITS[shown(limit)]?.en ?? shown(limit)}. Split it into several files.`,
  },
}
