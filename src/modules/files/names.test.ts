import { expect, test } from 'vitest'
import { cleanName } from './names.ts'

test.each([
  ['现场照片.jpg', '现场照片.jpg'],
  ['现场.JPEG', '现场.jpeg'],
  ['报销.pdf.exe', '报销.pdf.exe.jpg'],
  ['../../etc/passwd', 'passwd.jpg'],
  ['..\\..\\windows\\system32\\a.jpg', 'a.jpg'],
  ['C:\\Users\\a.jpg', 'a.jpg'],
  ['/', '附件.jpg'],
  ['', '附件.jpg'],
  ['...', '附件.jpg'],
  ['.jpg', 'jpg.jpg'],
  ['.htaccess', 'htaccess.jpg'],
  ['   a   b  .jpg', 'a b.jpg'],
  ['a\u0000b.jpg', 'ab.jpg'],
  ['a\r\nSet-Cookie: x.jpg', 'aSet-Cookie_ x.jpg'],
  // What looks like gnp.exe read backwards.
  ['photo\u202egpj.exe', 'photogpj.exe.jpg'],
  ['a\u200b\u2066b\u2069.jpg', 'ab.jpg'],
  ['%2e%2e%2fa.jpg', '___a.jpg'],
  ['CON.jpg', '_CON.jpg'],
  ['nul', '_nul.jpg'],
  ['com1.tar.jpg', '_com1.tar.jpg'],
  ['a<b>c:d"e|f?g*h.jpg', 'a_b_c_d_e_f_g_h.jpg'],
  ['😀.jpg', '😀.jpg'],
  ['e\u0301.jpg', 'é.jpg'],
  ['half \ud800 pair.jpg', 'half pair.jpg'],
  ['a.jpg. . .', 'a.jpg'],
  ['a.jpg::$DATA', 'a.jpg__$DATA.jpg'],
  ['index.html', 'index.html.jpg'],
])('%j is offered as %j', (given, offered) => {
  expect(cleanName(given, 'image/jpeg')).toBe(offered)
  // What is clean stays so.
  expect(cleanName(offered, 'image/jpeg')).toBe(offered)
})

test('a name is cut so that every file system takes it, between characters and before its extension', () => {
  const name = cleanName(`${'😀'.repeat(300)}.jpg`, 'image/jpeg')
  expect([...name]).toHaveLength(200 / 4 + 4)
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
  expect(name).toMatch(/^(😀)+\.jpg$/u)
  expect(Buffer.byteLength(cleanName('案'.repeat(300), 'application/pdf'))).toBeLessThanOrEqual(255)
})

test('a table of plain text may keep its extension', () => {
  expect(cleanName('台账.csv', 'text/plain')).toBe('台账.csv')
  expect(cleanName('台账.bat', 'text/plain')).toBe('台账.bat.txt')
})
