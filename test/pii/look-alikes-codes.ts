import { createHash } from 'node:crypto'
import type { Random } from '../../src/random/index.ts'
import { fill, grouped, patterns, someDay, two } from './draw.ts'
import { anyWordings, type LookAlike } from './look-alike.ts'

const isbn13 = (draw: Random) => {
  const body = `978${fill(draw, '#########')}`
  const sum = [...body].reduce((total, digit, i) => total + Number(digit) * (i % 2 ? 3 : 1), 0)
  return body + ((10 - (sum % 10)) % 10)
}
const hash = (algorithm: string) => (draw: Random) => createHash(algorithm).update(fill(draw, '########')).digest('hex')
const date = (write: (year: number, month: string, day: string) => string) => (draw: Random) => {
  const { year, month, day } = someDay(draw, 1990, 2025)
  return write(year, two(month), two(day))
}
/** Dates, versions, and the codes of books, orders, parcels and files. */
export const codes: readonly LookAlike[] = [
  {
    name: 'date',
    make: date((y, m, d) => `${y}-${m}-${d}`),
    wordings: {
      en: [
        'Published on {}.',
        'The shop opened on {}.',
        'Updated: {}',
        'The treaty of {} ended it.',
        'Due date: {}',
        'Date: {}',
      ],
      zh: ['发布日期：{}', '会议定于{}召开。', '更新时间：{}', '{}起施行。', '截至{}，共有三家。', '日期：{}'],
    },
  },
  {
    name: 'date with slashes',
    make: date((y, m, d) => `${d}/${m}/${y}`),
    wordings: {
      en: ['Invoice of {}.', 'Valid until {}.', 'From {} on, prices rise.', 'Seen on {}'],
      zh: ['有效期至{}。', '拍摄于{}。', '开票日期{}'],
    },
  },
  {
    name: 'Chinese date',
    make: date((y, m, d) => `${y}年${Number(m)}月${Number(d)}日`),
    wordings: {
      zh: [
        '{}，公司正式成立。',
        '本办法自{}起施行。',
        '新华社北京{}电',
        '比赛于{}举行。',
        '成立日期：{}',
        '他于{}毕业。',
      ],
    },
  },
  {
    name: 'historical birth',
    make: draw => `${1 + draw.integer(28)} ${draw.pick(['March', 'May', 'October'])} ${1600 + draw.integer(280)}`,
    wordings: { en: ['The composer was born on {}.', 'Born {}, he went to sea at ten.', 'Date of birth: {}'] },
  },
  { name: 'timestamp', make: date((y, m, d) => `${y}-${m}-${d}T12:${m}:${d}.123Z`), wordings: anyWordings },
  {
    name: 'time',
    make: draw => `${two(draw.integer(24))}:${two(draw.integer(60))}:${two(draw.integer(60))}`,
    wordings: anyWordings,
  },
  {
    name: 'Unix time',
    make: patterns('16########', '1700#########'),
    wordings: {
      en: ['timestamp: {}', 'at {} seconds since 1970', 'mtime {}', '"created_at": {}'],
      zh: ['时间戳：{}', '创建于 {} 。', '时间戳为{}。'],
    },
  },
  { name: 'years', make: draw => `${1800 + draw.integer(100)}-${1900 + draw.integer(100)}`, wordings: anyWordings },
  {
    name: 'chapter and verse',
    make: draw => `${draw.pick(['John', 'Psalm', 'Genesis', 'Luke'])} ${1 + draw.integer(50)}:${1 + draw.integer(30)}`,
    wordings: { en: anyWordings.en },
  },
  {
    name: 'ISBN',
    make: draw => draw.pick([isbn13(draw), grouped(isbn13(draw), '-', 3, 1, 4, 4, 1)]),
    wordings: {
      en: ['ISBN {}', 'ISBN: {}', 'The book ({}) is out of print.', 'Order {} from any shop.'],
      zh: ['书号：{}', 'ISBN {}', '国际标准书号为{}。', '扫描{}即可购买。'],
    },
  },
  {
    name: 'old ISBN',
    make: patterns('0-###-#####-#', '3-540-#####-#', '0#########'),
    wordings: { en: ['ISBN {}', 'ISBN-10: {}'], zh: ['ISBN {}', 'ISBN：{}'] },
  },
  { name: 'barcode', make: isbn13, wordings: anyWordings },
  {
    name: 'ISSN',
    make: patterns('####-####'),
    wordings: { en: ['ISSN {}', 'ISSN: {}', 'The journal ({})'], zh: ['ISSN {}', '国际标准连续出版物号{}'] },
  },
  {
    name: 'DOI',
    make: patterns('10.1038/s415##-0##-#####-#', '10.1145/#######.#######'),
    wordings: { en: ['doi:{}', 'https://doi.org/{}', 'See {} for the paper.'], zh: ['DOI：{}', '论文见{}。'] },
  },
  { name: 'preprint', make: patterns('arXiv:2###.#####', 'arXiv:17##.0####v2'), wordings: anyWordings },
  {
    name: 'version',
    make: patterns('&.#.&#', '1#.0.&##.&##', 'v&.&#.#', '10.0.19###.&###', '&.&.#-rc&'),
    wordings: {
      en: [
        'Version {} fixes this.',
        'Upgrade to {} first.',
        'requires {} or later',
        'Chrome/{}',
        'firmware {}',
        'Release {} is out.',
      ],
      zh: ['版本{}已发布。', '请升级到{}。', '固件版本：{}', '适用于 {} 及以上版本。', '版本号：{}'],
    },
  },
  {
    name: 'version of four small numbers',
    make: patterns('1.2.#.&', '2.0.&#.&', '4.7.&.#'),
    wordings: {
      en: ['Version {} fixes this.', 'libfoo {} (stable)', 'build {}', 'v{}'],
      zh: ['版本 {} 修复了该问题。', '软件版本号{}', '升级至V{}'],
    },
  },
  { name: 'section', make: patterns('§ 552.1##', 'section &.&.&.&', '&.&.&'), wordings: anyWordings },
  {
    name: 'order',
    make: patterns('ORD-########', '#11-#######-#######', 'SO########', 'PO-2023-####'),
    wordings: {
      en: [
        'Order {} has shipped.',
        'Your order number is {}.',
        'Invoice no. {}',
        'Ticket {}',
        'Reference: {}',
        'Order: {}',
      ],
      zh: ['订单号：{}', '您的订单{}已发货。', '发票号码：{}', '工单 {} 已关闭。', '流水号{}', '订单编号为{}。'],
    },
  },
  {
    name: 'long order',
    make: patterns('2023##########', '20240###############', '&#####################'),
    wordings: {
      en: ['Order {} has shipped.', 'Order number: {}', 'Transaction {}', 'Invoice {}'],
      zh: ['订单号：{}', '订单编号{}，请保存。', '交易流水号：{}', '运单号：{}'],
    },
  },
  {
    name: 'parcel',
    make: patterns('1Z^##^###########', 'SF##########', 'EA#########CN', 'YT#############'),
    wordings: {
      en: ['Tracking number {}', 'The parcel {} is late.', 'UPS {}'],
      zh: ['快递单号：{}', '顺丰{}，请查收。', '运单号{}', '物流编号：{}'],
    },
  },
  {
    name: 'product',
    make: patterns('WD40EFRX-68####', 'BX-####-^', 'RTX 40#0', 'i7-1#700K', 'A####-B', 'SKU-######', 'DS####+'),
    wordings: anyWordings,
  },
  {
    name: 'digest',
    make: draw => draw.pick([hash('md5'), hash('sha1'), hash('sha256')])(draw),
    wordings: {
      en: ['md5: {}', 'sha256:{}', 'commit {}', 'checksum {}', 'The file hashes to {}.', 'etag "{}"'],
      zh: ['校验和：{}', 'MD5值为{}。', '提交 {} 引入了该问题。', '文件哈希：{}'],
    },
  },
  {
    name: 'short commit',
    make: patterns('*******'),
    wordings: { en: ['commit {}', 'since {} the test fails', 'git revert {}'], zh: ['提交 {} 之后', '回退到{}。'] },
  },
  { name: 'UUID', make: patterns('********-****-4***-a***-************'), wordings: anyWordings },
]
