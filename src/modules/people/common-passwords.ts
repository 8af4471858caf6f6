/**
 * What is tried first, here and elsewhere: words and keyboard runs that alone, doubled, or with a few digits and signs
 * around them make most of the passwords in leaked lists; with what people in Chinese offices choose (拼音, birthdays,
 * 520 and 1314, defaults of equipment). Kept small: lock-out and rate limits stop whoever tries more.
 */
const WORDS = `
  password passwd passw0rd pass p@ssw0rd p@ssword pwd admin administrator root guest test tester testing user login welcome
  hello master manager service server system sysadmin superuser supervisor operator default changeme letmein secret
  iloveyou sunshine princess dragon monkey football baseball shadow superman batman michael jordan charlie freedom
  whatever trustno1 starwars computer internet google microsoft windows apple samsung huawei hikvision dahua cisco oracle
  mysql postgres redis tomcat ruoyi jeecg qwerty qwertyuiop asdfghjkl asdfgh zxcvbnm zxcvbn qazwsx qazwsxedc 1qaz2wsx
  1qaz2wsx3edc qweasd qweasdzxc qwe123 q1w2e3r4 q1w2e3r4t5 1q2w3e4r 1q2w3e4r5t abc123 abcd1234 abcabc a1b2c3 a1b2c3d4
  aa123456 a123456 zxc123 asd123 qwe asd zxc abc abcd aaa qq wechat weixin taobao alipay zhifubao baidu tencent
  woaini woaiwo woaini1314 woaini520 wo1314 ni1314 aini1314 iloveyou1314 5201314 1314520 520 1314 nihao nihaoma
  zhongguo china beijing shanghai guangzhou shenzhen hunan xiangtan changsha wuhan chengdu hangzhou nanjing
  guanliyuan mima yonghu ceshi xitong gongsi qiye yuanqu kaifaqu gaoxinqu jingkaiqu guanweihui zhengfu bangong
  bangongshi dangzheng zhihui zhihuiyuanqu bihuan yingshang woshishui caonima laopo laogong baobei baobao
  zhang wang li zhao liu chen yang huang zhou wu
  密码 管理员 我爱你 我爱你中国 中国 你好 园区 开发区 经开区 高新区 管委会 闭环 企业 政府 办公室 测试 默认密码
`

const COMMON = new Set(WORDS.split(/\s+/).filter((word) => word !== ''))

/** Rows of keys and alphabets: a password that only walks along one of them is no secret. */
const RUNS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '!@#$%^&*()',
]

/** Whether somebody would try this password early; `name`: the user's own, which is tried first of all. */
export function isCommon(password: string, name: string): boolean {
  const text = password.normalize('NFKC').toLowerCase()
  if (COMMON.has(text) || walks(text)) return true
  const unit = repeatedUnit(text)
  if (unit !== text && (unit.length < 4 || isCommon(unit, name))) return true
  // A word with digits, a year or signs around it; the name likewise.
  const core = text.replace(/^[\d\p{P}\p{S}]+|[\d\p{P}\p{S}]+$/gu, '')
  const own = name.normalize('NFKC').toLowerCase()
  if (core !== '' && (COMMON.has(core) || core === own)) return true
  // Digits with hardly anything else: telephone numbers, birthdays and the like, up to the length of an ID number.
  const others = text.replace(/\d/g, '')
  return [...text].length <= 18 && [...others].length <= 2 && [...core].length <= 1
}

function walks(text: string): boolean {
  const backwards = [...text].toReversed().join('')
  return RUNS.some((run) => run.includes(text) || run.includes(backwards))
}

/** 'abcabcabc' → 'abc'; a text that is no repetition is itself. */
function repeatedUnit(text: string): string {
  const at = (text + text).indexOf(text, 1)
  return text.slice(0, at)
}
