import { shown, type Words } from '../../kernel/words.ts'

const TAKEN = {
  zh: '可以传：照片和图片（JPG、PNG、WebP、HEIC）、PDF、Excel（xlsx）、Word（docx）、PPT（pptx）、UTF-8 文本和 CSV',
  en: 'Accepted are pictures (JPEG, PNG, WebP, HEIC), PDF, Excel (xlsx), Word (docx), PowerPoint (pptx), and UTF-8 text or CSV',
}

const KINDS: Readonly<Record<string, { zh: string; en: string }>> = {
  html: { zh: '网页', en: 'a web page' },
  svg: { zh: 'SVG 图形（里面可以藏程序）', en: 'an SVG drawing, which can hold a program' },
  script: { zh: '脚本', en: 'a script' },
  program: { zh: '程序', en: 'a program' },
  archive: { zh: '压缩包，请解开后逐个上传', en: 'an archive; unpack it and send what is in it' },
  old_office: {
    zh: '旧版 Office 文件（doc、xls、ppt）或加了密码的文件，请另存为 docx、xlsx、pptx',
    en: 'an old Office file (doc, xls, ppt) or one with a password; save it as docx, xlsx or pptx',
  },
  rtf: { zh: 'RTF 文件，请另存为 docx', en: 'an RTF file; save it as docx' },
  gif: { zh: 'GIF 图片，请另存为 PNG', en: 'a GIF picture; save it as PNG' },
  bitmap: {
    zh: 'BMP 或 TIFF 图片，请另存为 JPG 或 PNG',
    en: 'a BMP or TIFF picture; save it as JPEG or PNG',
  },
  video: { zh: '视频或音频', en: 'video or sound' },
  binary: { zh: '认不出的文件', en: 'of a kind that is not known here' },
}

const kind = (found: unknown) =>
  KINDS[String(found)] ?? { zh: '认不出的文件', en: 'of a kind that is not known here' }

const LIMIT_WORDS: Readonly<Record<string, { zh: string; en: string }>> = {
  side: { zh: '图片一边的像素', en: 'pixels on one side of a picture' },
  pixels: { zh: '图片的总像素', en: 'pixels of a picture' },
  pieces: { zh: '图片的分段', en: 'pieces of a picture' },
  scans: { zh: '图片的扫描次数', en: 'scans of a picture' },
  toldBytes: { zh: '图片附带信息的字节', en: 'bytes of what a picture tells about itself' },
  colourBytes: { zh: '颜色特性的字节', en: 'bytes of a colour profile' },
  entries: { zh: '文件内部的条目', en: 'entries inside' },
  inflatedBytes: { zh: '解开后的总字节', en: 'bytes when unpacked' },
  ratio: { zh: '解开后膨胀的倍数', en: 'times that it grows when unpacked' },
  nestedBytes: { zh: '内嵌文件的字节', en: 'bytes of a file inside' },
  xmlBytes: { zh: '内部说明的字节', en: 'bytes of an inner table of contents' },
}

const limit = (name: unknown) => LIMIT_WORDS[String(name)] ?? { zh: '大小', en: 'size' }

export const words: Words = {
  'files.missing': {
    zh: () => '没有这个附件，或者您看不到它。',
    en: () => 'There is no such file, or it is not yours to see.',
  },
  'files.not_allowed': {
    zh: ({ found }) => `不能收：这是${kind(found).zh}。${TAKEN.zh}。`,
    en: ({ found }) => `Not taken: this is ${kind(found).en}. ${TAKEN.en}.`,
  },
  'files.not_utf8': {
    zh: () =>
      `不能收：既不是能认出的文件，也不是 UTF-8 文本。表格请存成 xlsx，或另存为“CSV UTF-8”。${TAKEN.zh}。`,
    en: () =>
      `Not taken: it is neither a known kind of file nor UTF-8 text. Save a table as xlsx or as "CSV UTF-8". ${TAKEN.en}.`,
  },
  'files.damaged': {
    zh: ({ what }) => `文件坏了或没有传全（${shown(what)}）。请打开核对，另存一份再传。`,
    en: ({ what }) =>
      `The file is damaged or incomplete (${shown(what)}). Open it, save it anew and send that.`,
  },
  'files.two_in_one': {
    zh: ({ what }) => `这个文件里夹带了别的内容（${shown(what)}），不能收。请打开后另存一份再传。`,
    en: ({ what }) =>
      `The file is two things at once (${shown(what)}) and is not taken. Open it and save it anew.`,
  },
  'files.too_much': {
    zh: ({ limit: name, allowed }) =>
      `${limit(name).zh}超过 ${shown(allowed)}，会撑垮打开它的电脑，不能收。请缩小或拆分后再传。`,
    en: ({ limit: name, allowed }) =>
      `More than ${shown(allowed)} ${limit(name).en}: it would overwhelm whoever opens it. Make it smaller or split it.`,
  },
  'files.animated': {
    zh: () => '不收动图，请存成静止的图片。',
    en: () => 'Moving pictures are not taken; save a still one.',
  },
  'files.place_stays': {
    zh: () => '这张照片里的拍摄地点去不掉。请转成 JPG 再传，或者说明保留地点（keep_place=true）。',
    en: () =>
      'The place where this photograph was taken cannot be removed. Convert it to JPEG, or say that it may stay (keep_place=true).',
  },
  'files.active': {
    zh: ({ found }) => `这份 PDF 打开时会自己运行程序（${shown(found)}），不能收。请用“打印为 PDF”另存一份。`,
    en: ({ found }) =>
      `This PDF runs something when it is opened (${shown(found)}). Print it to a new PDF and send that.`,
  },
  'files.macros': {
    zh: ({ part }) => `文件里有宏或程序（${shown(part)}），不能收。请另存为不带宏的 xlsx、docx、pptx。`,
    en: ({ part }) =>
      `The file holds macros or a program (${shown(part)}). Save it without, as xlsx, docx or pptx.`,
  },
  'files.fetches': {
    zh: () => '这份文件打开时会到别处取模板或对象，不能收。请断开链接后另存一份。',
    en: () =>
      'This document fetches a template or object from elsewhere when it is opened. Break the link and save it anew.',
  },
  'files.encrypted': {
    zh: () => '文件加了密码，别人打不开，也查不了。请去掉密码再传。',
    en: () => 'The file is locked with a password. Remove it and send the file again.',
  },
  'files.archive_name': {
    zh: ({ name }) => `文件内部有不正常的名称（${shown(name)}），不能收。请打开后另存一份再传。`,
    en: ({ name }) =>
      `The file holds an entry with a name that is not right (${shown(name)}). Open it and save it anew.`,
  },
  'files.nested': {
    zh: ({ part }) => `文件里又套了压缩包（${shown(part)}），不能收。请取出来单独上传。`,
    en: ({ part }) =>
      `There is an archive inside the file (${shown(part)}). Take it out and send it by itself.`,
  },
  'files.too_many_waiting': {
    zh: ({ most }) => `您已上传 ${shown(most)} 个文件还没有用上，请先把它们附到事项，或等七天后自动清除。`,
    en: ({ most }) =>
      `You have sent ${shown(most)} files that are attached to nothing; attach them first, or wait seven days until they are removed.`,
  },
  'files.unknown': {
    zh: ({ id }) => `没有附件 ${shown(id)}，或者不是您上传的，或者放了七天没用已清除。请重新上传。`,
    en: ({ id }) =>
      `There is no file ${shown(id)} that you have sent; what is not attached within seven days is removed. Send it again.`,
  },
  'files.twice': {
    zh: () => '同一个附件写了两遍，请只写一遍。',
    en: () => 'The same file is named twice; name it once.',
  },
  'files.held': {
    zh: ({ name }) => `附件“${shown(name)}”已经附过了。要再用，请重新上传一份。`,
    en: ({ name }) => `The file "${shown(name)}" is attached already. To use it again, send it anew.`,
  },
  'files.content_gone': {
    zh: () => '附件的内容在服务器上不见了，请管理员运行 bihuan verify 核对，并从备份中找回。',
    en: () =>
      'The content of the file is gone from the server. Have the administrator run bihuan verify, and restore it from the backup.',
  },
  'files.content_changed': {
    zh: () => '附件的内容在服务器上被人改过，不再提供。请管理员运行 bihuan verify 核对，并从备份中找回。',
    en: () =>
      'The content of the file was changed on the server and is not handed out. Have the administrator run bihuan verify, and restore it from the backup.',
  },
}
