import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findPersonalData } from './find.ts'
import { allKinds, defaultKinds, type PersonalDataKind } from './kinds.ts'
import { placeholder, replacePersonalData } from './replace.ts'

/** Texts of each kind, with the personal data in ⟦ ⟧; without any, texts in which the kind is not found. */
const examples: { readonly [K in PersonalDataKind]: readonly string[] } = {
  email: [
    'Write to ⟦ann.lee@mail.org⟧.',
    'or ⟦ann (at) mail (dot) org⟧ please',
    '来信请寄⟦lina＠163.com⟧。',
    'nobody@example.com',
    '⟦ann@mail.com⟧-----NEXT and ⟦bob@mail.com⟧Please reply',
    "author_email='⟦ann@mail.org⟧'",
    'the file icon@2x.png',
    'look at the dot com boom',
  ],
  phone: [
    'call ⟦(415) 867-2309⟧ or ⟦+44 20 7183 8750⟧',
    '电话：⟦010-62782000转805⟧，手机⟦138 0013 8000⟧',
    'Call ⟦1-623-972-5999⟧, or ⟦321-726-2209⟧ (24 hours)',
    'Fax: ⟦+91 11 463 3506⟧, Phone: ⟦0086-519-5211973⟧', // as they were before plans grew
    'f(+91 11 463 3506)',
    'toll-free 1-800-555-1234',
    'order 2128672345',
    '联系QQ用户 400-810-8888',
    'In the film she dials (212) 555-0123.',
  ],
  'street-address': [
    'at ⟦221 Baker Street, London NW1 6XE⟧.',
    'to ⟦P.O. Box 1234⟧',
    '住在⟦杭州市西湖区文三路12号3单元501室⟧。',
    'In 1969 Hyde Park was full.',
    '地铁10号线，1999年10月1号',
  ],
  wechat: ['加微信⟦zhang_wei88⟧聊', 'WeChat: ⟦lisbeth⟧', '微信支付2023年', 'WeChat was launched'],
  qq: ['QQ：⟦123456789⟧', '加QQ⟦10001234⟧', 'QQ has 800000000 users'],
  'social-handle': [
    'follow me on Twitter ⟦@ann_lee⟧',
    '⟦https://www.linkedin.com/in/ann-lee-7⟧',
    '@Override above the method',
    'npm install @types/node',
  ],
  'ip-address': [
    'from ⟦93.184.215.14⟧',
    '⟦2a02:1234:5::7⟧',
    '192.168.1.1 and 10.0.0.1',
    'Version 4.18.2.101',
    'see Section 7.2.1.4',
    '49.6.4.17. Streams',
    'std::vector',
  ],
  'mac-address': ['⟦3c:22:fb:0a:1b:2c⟧', 'ff:ff:ff:ff:ff:ff', '12:34:56'],
  imei: ['IMEI ⟦490154203237518⟧', 'IMEI 490154203237519', 'item 490154203237518'],
  coordinates: ['GPS: ⟦40.7127, -74.0060⟧', '⟦东经116.3975°，北纬39.9087°⟧', 'weights 0.1234, 0.5678', 'about 40° N'],
  'url-credentials': ['https://⟦ann:s3cret⟧@host.org/x', 'https://host.org:8080/a@b'],
  password: ['password: ⟦hunter2x⟧', '密码是⟦Abc12345⟧。', 'Your password must have 8 characters.', '密码长度为8位'],
  'api-key': ['key ⟦AKIAIOSFODNN7EXAMPLE⟧', 'token limit of 4096', 'sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  jwt: [
    '⟦eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U⟧',
    'eyJhbGciOiJIUzI1NiJ9',
  ],
  'private-key': [
    'x\n⟦-----BEGIN PRIVATE KEY-----\nMIIB\nabcd\n-----END PRIVATE KEY-----⟧\ny',
    '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----',
  ],
  'crypto-address': [
    '⟦1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa⟧', // of the first block of Bitcoin
    '⟦bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4⟧', // of BIP-173
    '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb',
  ],
  'resident-id': ['⟦11010519491231002X⟧', '身份证 ⟦130503670401001⟧', '110105194912310021', '编号130503670401001'],
  ssn: ['SSN ⟦536-22-1234⟧', '666-12-3456', 'CAS 7732-18-5'],
  'national-id': ['⟦AB 12 34 56 C⟧', 'DNI ⟦12345678Z⟧', 'part AB123456C', '12345678A'],
  passport: ['passport no. ⟦E12345678⟧', '持⟦G12345678⟧号护照', 'His passport expires on 2027-05-01'],
  'driver-licence': ['Driving licence ⟦MORGA657054SM9IJ⟧', 'the licence from 1998'],
  'licence-plate': ['车牌⟦京A·12345⟧', '⟦粤BD12345⟧', 'number plate ⟦AB12 CDE⟧', 'model AB12 CDE'],
  vin: ['⟦1HGCM82633A004352⟧', '1HGCM82633A004353', 'VIN ⟦WAUZZZ8K9AA123456⟧'],
  'date-of-birth': ['born ⟦5 June 1972⟧', '出生日期：⟦1980年5月12日⟧', 'born 14 March 1879', 'Due 1999-05-12'],
  'medical-id': ['NHS number ⟦943 476 5919⟧', '住院号：⟦12345678⟧', '病历号：⟦0123456789⟧', 'number 943 476 5919'],
  'credit-card': ['⟦4111 1111 1111 1111⟧', '卡号⟦378282246310005⟧', '4111 1111 1111 1112', 'order 4111111111111111'],
  iban: ['⟦GB82 WEST 1234 5698 7654 32⟧', '⟦DE89370400440532013000⟧', 'GB82 WEST 1234 5698 7654 33'],
  'bank-account': [
    'account number ⟦12345678⟧',
    '开户行建行，账号：⟦6227000012345⟧',
    'for 12345678 accounts',
    '就诊卡号 12345678',
  ],
  'tax-id': ['税号：91330106MA2AXY1234', 'Tax ID ⟦86095742719⟧', '⟦RSSMRA85T10A562S⟧'],
  'person-name': ['姓名：⟦张伟⟧', 'Name: ⟦Ann Lee⟧', 'the name is unknown'],
}

const marked = (text: string, kind: PersonalDataKind) => {
  let result = ''
  let done = 0
  for (const { start, end } of findPersonalData(text, allKinds).filter(span => span.kind === kind)) {
    result += `${text.slice(done, start)}⟦${text.slice(start, end)}⟧`
    done = end
  }
  return result + text.slice(done)
}

describe.each(allKinds)('%s', kind => {
  test.each(examples[kind])('%s', text => expect(marked(text.replace(/[⟦⟧]/g, ''), kind)).toBe(text))
})

const pieces = [
  ...Object.values(examples)
    .flat()
    .map(text => text.replace(/[⟦⟧]/g, '')),
  ...['@', ' at ', '://', '1', '-', '.', ' ', '：', '号', '路', '密码', '\n', '１', 'a'],
]
const anyText = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 8 })), {
  maxLength: 12,
})

test('spans lie in the text, in order, apart, and are the same each time', () => {
  fc.assert(
    fc.property(anyText, parts => {
      const text = parts.join('')
      const spans = findPersonalData(text, allKinds)
      let last = 0
      for (const { start, end } of spans) {
        expect(start).toBeGreaterThanOrEqual(last)
        expect(end).toBeGreaterThan(start)
        last = end
      }
      expect(last).toBeLessThanOrEqual(text.length)
      expect(findPersonalData(text, allKinds)).toEqual(spans)
    }),
  )
})

test('replacing leaves what stands between, and counts', () => {
  fc.assert(
    fc.property(anyText, parts => {
      const text = parts.join('')
      const spans = findPersonalData(text)
      const { text: replaced, counts } = replacePersonalData(text)
      expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(spans.length)
      let at = 0
      let rest = text
      for (const { kind, start, end } of [...spans].reverse())
        rest = rest.slice(0, start) + placeholder(kind) + rest.slice(end)
      expect(replaced).toBe(rest)
      for (const { kind } of spans) {
        at = replaced.indexOf(placeholder(kind), at)
        expect(at).toBeGreaterThanOrEqual(0)
      }
    }),
  )
})

test('a placeholder is no personal data', () => {
  for (const kind of allKinds) {
    for (const before of ['', 'password: ', 'QQ：', 'passport no. ', '微信号：', 'born ', 'Name: ', '@'])
      expect(findPersonalData(before + placeholder(kind), allKinds)).toEqual([])
  }
})

test('looks only for the kinds asked for; names only when asked for', () => {
  const text = 'Name: Ann Lee, ann@mail.org, 93.184.215.14'
  const kinds = (list?: readonly PersonalDataKind[]) => findPersonalData(text, list).map(({ kind }) => kind)
  expect(kinds()).toEqual(['email', 'ip-address'])
  expect(kinds(['ip-address'])).toEqual(['ip-address'])
  expect(kinds(allKinds)).toEqual(['person-name', 'email', 'ip-address'])
  expect(defaultKinds).not.toContain('person-name')
})

test('offsets hold where characters are wide', () => {
  const text = '手机：１３８００１３８０００，谢谢'
  expect(findPersonalData(text).map(({ start, end }) => text.slice(start, end))).toEqual(['１３８００１３８０００'])
})
