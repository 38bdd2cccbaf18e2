import type { Random } from '../../src/random/index.ts'
import { fill, grouped, patterns, someDay, spoiled, two, withIbanCheck, withLuhn, withResidentCheck } from './draw.ts'
import { anyWordings, type LookAlike } from './look-alike.ts'

const wrongCard = (draw: Random) => spoiled(withLuhn(fill(draw, '4##############')))
const wrongResident = (draw: Random) => {
  const { year, month, day } = someDay(draw, 1950, 2000)
  const body = `110105${year}${two(month)}${two(day)}${fill(draw, '###')}`
  return spoiled(withResidentCheck(body).replace('X', '5'))
}
/** Decimals and measures, addresses of nobody, and numbers whose checksum does not hold. */
export const numbers: readonly LookAlike[] = [
  {
    name: 'decimal',
    make: draw =>
      draw.pick([
        () => `3.14159${fill(draw, '########')}`,
        () => `0.${fill(draw, '##########')}`,
        () => fill(draw, '&.####e-0&'),
        () => fill(draw, '-##.######'),
      ])(),
    wordings: anyWordings,
  },
  {
    name: 'two decimals',
    make: patterns('0.####, 0.####', '&.##, &.##', '##.#, ##.#', '0.##### 0.#####'),
    wordings: {
      en: [
        'The weights are {}.',
        'values {}',
        'mean and deviation: {}',
        'returns ({})',
        'a loss of {} on the two sets',
      ],
      zh: ['权重分别为{}。', '两组的均值为 {} 。', '得到{}。'],
    },
  },
  {
    name: 'point of a plane',
    make: patterns('(&, &)', '(#.#, -#.#)', 'x = ##.####, y = &#.####', '(&##, &##)'),
    wordings: {
      en: [
        'The line passes through {}.',
        'Take the point {}.',
        'coordinates {} of the vertex',
        'Move the window to {}.',
      ],
      zh: ['直线过点{}。', '顶点坐标为{}。', '取点 {} 。'],
    },
  },
  {
    name: 'coarse place',
    make: patterns('4# degrees north', '40° N', '1##° E'),
    wordings: { en: ['The island lies at {}.', 'latitude {}', 'along {} to the sea'] },
  },
  {
    name: 'private address',
    make: patterns('10.#.&#.&', '192.168.&.&##', '172.16.#.&', '127.0.0.1', '169.254.&#.&', '192.168.0.&'),
    wordings: {
      en: ['The router is at {}.', 'IP: {}', 'ping {}', 'listens on {}', 'Open http://{} in a browser.'],
      zh: ['路由器地址是{}。', 'IP：{}', '在浏览器打开{}。', '内网地址 {}'],
    },
  },
  {
    name: 'address of nobody',
    make: patterns(
      '192.0.2.&#',
      '198.51.100.&',
      '203.0.113.&#',
      '255.255.255.0',
      '0.0.0.0',
      '224.0.0.&',
      '8.8.8.8',
      '1.1.1.1',
    ),
    wordings: {
      en: ['for example {}', 'IP: {}', 'netmask {}', 'set the name server to {}'],
      zh: ['例如 {} 。', '子网掩码{}', 'DNS 设为 {} 。'],
    },
  },
  {
    name: 'no address',
    make: patterns('256.3##.1.&', '1.2.3', '300.300.300.&', '1.2.3.4.5', '01.02.03.04'),
    wordings: anyWordings,
  },
  {
    name: 'private IPv6',
    make: patterns('fe80::1', '::1', 'fd00::&*', '2001:db8::&*', 'ff02::1'),
    wordings: { en: ['listens on {}', 'IP: {}', 'route via {}', 'inet6 {}'], zh: ['监听 {} 。', 'IPv6地址：{}'] },
  },
  {
    name: 'C++',
    make: () => 'std::vector::iterator',
    wordings: { en: ['a {} is returned', 'use {} here'], zh: ['返回 {} 。'] },
  },
  {
    name: 'hardware of nobody',
    make: patterns('ff:ff:ff:ff:ff:ff', '00:00:00:00:00:00', '00-00-5E-00-53-**'),
    wordings: { en: ['MAC: {}', 'broadcast to {}', 'ether {}'], zh: ['MAC地址：{}', '广播地址{}'] },
  },
  {
    name: 'wrong card',
    make: draw => draw.pick([wrongCard(draw), grouped(wrongCard(draw), ' ', 4), grouped(wrongCard(draw), '-', 4)]),
    wordings: {
      en: ['Code {}', 'Item {}', 'The serial is {}.', 'gift code {}'],
      zh: ['编码 {} 。', '序列号：{}', '兑换码{}'],
    },
  },
  {
    name: 'serial that passes Luhn',
    make: draw => withLuhn(fill(draw, '9##############')),
    wordings: { en: ['Serial {}', 'Item {}'], zh: ['序列号：{}', '编号{}'] },
  },
  {
    name: 'wrong resident id',
    make: wrongResident,
    wordings: {
      en: ['Item {}', 'Serial number {}', 'The code is {}.'],
      zh: ['编号：{}', '批号{}。', '设备序列号：{}'],
    },
  },
  {
    name: 'wrong IBAN',
    make: draw => spoiled(withIbanCheck('DE', fill(draw, '##################'))),
    wordings: { en: ['Code {}', 'Item {}'], zh: ['编码 {} 。', '代号{}'] },
  },
  {
    name: 'part number like a social security number',
    make: patterns('000-##-####', '666-##-####', '###-00-####', '7732-18-5', '##-##-####'),
    wordings: { en: ['Part {}', 'CAS {}', 'Item no. {}', 'Model {}'], zh: ['零件号{}', 'CAS号：{}'] },
  },
  {
    name: 'big number',
    make: patterns('&,###,###', '&##,###,###', '&### ###', '&#########', '&###########'),
    wordings: {
      en: [
        'a population of {}',
        'It cost € {} in all.',
        '{} copies were sold.',
        'The sum is {}.',
        'The company earned {} euros.',
      ],
      zh: ['人口{}人。', '销售额{}元。', '共计 {} 。', '总产量达到{}吨。'],
    },
  },
  {
    name: 'measure',
    make: patterns('&##.# km', '&## mm', '-&#.#°C', '&#.#%', '&## x &##', '&:&', '16:9', '3-&'),
    wordings: anyWordings,
  },
  { name: 'page range', make: patterns('1##-1##', 'pp. 2##-2##', '###(#):3##-3##'), wordings: anyWordings },
  {
    name: 'invented phone number',
    make: patterns('(212) 555-01##', '555-01##', '+1 202 555 01##', '123-456-7890', '+44 7700 900###'),
    wordings: {
      en: ['In the film she dials {}.', 'e.g. {}', 'format: {}', 'Enter it as {}.'],
      zh: ['例如 {} 。', '格式：{}'],
    },
  },
  {
    name: 'service line',
    make: patterns(
      '1-800-4##-####',
      '+1 888 7## ####',
      '0800 &#####',
      '400-6##-####',
      '400-8######',
      '95588',
      '12345',
      '10086',
    ),
    wordings: {
      en: ['Call toll-free {}.', 'Hotline {}', 'Customers dial {}.'],
      zh: ['客服热线：{}', '请拨打{}投诉。', '全国统一热线{}。'],
    },
  },
]
