import { shown, type Words } from './words.ts'

/** What uploads and downloads refuse, whatever the file is. */
export const transferWords: Words = {
  'kernel.upload_raw': {
    zh: () =>
      '文件请直接作为请求正文发送（application/octet-stream），一次一个，不要用表单（multipart），也不要压缩传输。',
    en: () =>
      'Send the file itself as the body of the request (application/octet-stream), one at a time: no form (multipart) and no content coding.',
  },
  'kernel.upload_empty': {
    zh: () => '文件是空的。请核对后重新选择。',
    en: () => 'The file is empty. Check it and choose again.',
  },
  'kernel.upload_too_big': {
    zh: ({ megabytes }) => `文件太大，至多 ${shown(megabytes)} MB。请压缩图片、拆分文件后再传。`,
    en: ({ megabytes }) =>
      `The file is too big; ${shown(megabytes)} MB at most. Make the picture smaller or split the file.`,
  },
  'kernel.upload_slow': {
    zh: ({ seconds }) => `已有 ${shown(seconds)} 秒没有收到数据，没有存下。请在网络好的地方再传一次。`,
    en: ({ seconds }) =>
      `Nothing arrived for ${shown(seconds)} seconds, and nothing was kept. Try again with a better connection.`,
  },
  'kernel.upload_cut': {
    zh: () => '传到一半断了，没有存下。请再传一次。',
    en: () => 'The connection was cut half way, and nothing was kept. Send it again.',
  },
  'kernel.disk_full': {
    zh: () => '服务器磁盘快满了，文件没有存下。请联系管理员腾出空间后再传；其他办理不受影响。',
    en: () =>
      'The disk of the server is full and the file was not kept. Ask the administrator to make room; everything else goes on.',
  },
}
