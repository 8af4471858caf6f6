import { expect, test } from 'vitest'
import { isCommon } from './common-passwords.ts'

test.each([
  'password',
  'Password1',
  'P@ssw0rd',
  'P@ssw0rd2026',
  'admin123',
  'Admin@123',
  'qwertyuiop',
  '1qaz2wsx',
  '12345678',
  '87654321',
  '11111111',
  '88888888',
  'aaaaaaaa',
  'abcabcabc',
  '12312312',
  'woaini1314',
  'woaini520',
  '5201314.',
  'zhongguo2026',
  '我爱你中国',
  '我爱你1314',
  'Huawei@123',
  'a1234567',
  'abc12345',
  'iloveyou',
  'yuanqu2026!',
  '13812345678',
  '430300199001011234',
  'abcdefgh',
  'adminadmin',
  '陈交办员',
  '陈交办员2026',
  '2026陈交办员!',
])('%s is tried early', (password) => {
  expect(isCommon(password, '陈交办员')).toBe(true)
})

test.each([
  '青花-瓷器-2026',
  '白墙-黑瓦-马头墙',
  'correct horse battery staple',
  'x7#Lq9vT',
  '下班以后去钓鱼',
  '第二个-园区-密码',
])('%s is not', (password) => {
  expect(isCommon(password, '陈交办员')).toBe(false)
})
