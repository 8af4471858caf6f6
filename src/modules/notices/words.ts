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

const REASONS: Readonly<Record<string, { zh: string; en: string }>> = {
  url: { zh: '网址写得不对', en: 'it is no URL' },
  scheme: { zh: '只能用 https', en: 'only https is allowed' },
  credentials: { zh: '网址里不能带用户名和密码', en: 'a URL must not hold a name or password' },
  port: { zh: '这个端口不能用', en: 'this port cannot be used' },
  name: { zh: '只能用互联网上的域名，不能用本机或内网的名字', en: 'its name is not one of the Internet' },
  address: { zh: '它指向本机、内网或别的非公网地址', en: 'it leads to an address that is not public' },
  unresolved: { zh: '查不到这个域名', en: 'its name is not known' },
  timeout: { zh: '查这个域名没有等到结果', en: 'looking up its name took too long' },
}

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
  'notices.webhook_missing': {
    zh: () => '没有这个推送地址。',
    en: () => 'There is no such webhook.',
  },
  'notices.delivery_missing': {
    zh: () => '这个推送地址没有这一条推送记录。',
    en: () => 'This webhook has no such delivery.',
  },
  'notices.webhook_taken': {
    zh: () => '已经有这个推送地址。要换密钥，请用 rotate-secret。',
    en: () => 'There already is a webhook with this URL. For a new secret use rotate-secret.',
  },
  'notices.webhook_refused': {
    zh: ({ reason }) =>
      `不能向这个网址推送：${REASONS[String(reason)]?.zh ?? shown(reason)}。请用公网上的 https 网址。`,
    en: ({ reason }) =>
      `Nothing can be sent there: ${REASONS[String(reason)]?.en ?? shown(reason)}. Give a public https URL.`,
  },
  'notices.topic_unknown': {
    zh: ({ topic, known }) => `没有“${shown(topic)}”这个主题。可用的有：${shown(known)}。`,
    en: ({ topic, known }) => `There is no topic "${shown(topic)}". There are: ${shown(known)}.`,
  },
}
