import { shown, type Words } from '../../kernel/words.ts'

const CHANNELS: Readonly<Record<string, { zh: string; en: string }>> = {
  none: { zh: '不发站外', en: 'nothing outside' },
  email: { zh: '电子邮件', en: 'e-mail' },
  file: { zh: '文件', en: 'files' },
}
const channels = (codes: unknown, language: 'zh' | 'en') =>
  [codes]
    .flat()
    .map((code) => CHANNELS[String(code)]?.[language] ?? shown(code))
    .join(language === 'zh' ? '、' : ', ')

export const words: Words = {
  'notices.missing': {
    zh: () => '没有这条通知。',
    en: () => 'There is no such notice.',
  },
  'notices.time_form': {
    zh: () => '应写成时:分，如 21:00',
    en: () => 'should be written as hours and minutes, such as 21:00',
  },
  'notices.channel_closed': {
    zh: ({ channel, open }) =>
      `这里没有开通${channels(channel, 'zh')}，现在可选：${channels(open, 'zh')}。电子邮件要系统管理员设置 BIHUAN_SMTP_URL 和 BIHUAN_MAIL_FROM，文件要设置 BIHUAN_NOTICE_FOLDER。`,
    en: ({ channel, open }) =>
      `This installation does not send by ${channels(channel, 'en')}; there is: ${channels(open, 'en')}. E-mail needs BIHUAN_SMTP_URL and BIHUAN_MAIL_FROM, files need BIHUAN_NOTICE_FOLDER.`,
  },
  'notices.address_missing': {
    zh: ({ channel }) => `请写明${channels(channel, 'zh')}发到哪里（address）。`,
    en: ({ channel }) => `Say where messages by ${channels(channel, 'en')} go (address).`,
  },
  'notices.address_form': {
    zh: () => '电子邮件地址不对，应像 name@example.com。',
    en: () => 'The e-mail address is wrong; it looks like name@example.com.',
  },
}
