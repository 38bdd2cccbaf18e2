import { createHash } from 'node:crypto'
import type { Language } from '../../src/data/index.ts'
import type { Random } from '../../src/random/index.ts'
import {
  characters,
  fill,
  grouped,
  lettersAndDigits,
  type Maker,
  patterns,
  someDay,
  spoiled,
  two,
  withIbanCheck,
  withLuhn,
  withResidentCheck,
} from './draw.ts'

/** What looks like personal data and is none: values, and sentences in which `{}` is the value. */
export interface LookAlike {
  readonly name: string
  readonly make: Maker
  readonly wordings: { readonly [L in Language]?: readonly string[] }
}

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
const wrongCard = (draw: Random) => spoiled(withLuhn(fill(draw, '4##############')))
const wrongResident = (draw: Random) => {
  const { year, month, day } = someDay(draw, 1950, 2000)
  const body = `110105${year}${two(month)}${two(day)}${fill(draw, '###')}`
  return spoiled(withResidentCheck(body).replace('X', '5'))
}
const anyEnglish = [
  'It says {} there.',
  'Look for {} in the list.',
  'The label {} was hard to read.',
  'Only {} remained.',
  'That would be {}, he said.',
  '{}',
]
const anyChinese = [
  '上面写的是 {} 。',
  '请在表中查找 {} 。',
  '只剩下 {} 了。',
  '标签上的{}看不清。',
  '结果是{}。',
  '{}',
]
const any = { en: anyEnglish, zh: anyChinese }

export const lookAlikes: readonly LookAlike[] = [
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
  { name: 'timestamp', make: date((y, m, d) => `${y}-${m}-${d}T12:${m}:${d}.123Z`), wordings: any },
  {
    name: 'time',
    make: draw => `${two(draw.integer(24))}:${two(draw.integer(60))}:${two(draw.integer(60))}`,
    wordings: any,
  },
  {
    name: 'Unix time',
    make: patterns('16########', '1700#########'),
    wordings: {
      en: ['timestamp: {}', 'at {} seconds since 1970', 'mtime {}', '"created_at": {}'],
      zh: ['时间戳：{}', '创建于 {} 。', '时间戳为{}。'],
    },
  },
  { name: 'years', make: draw => `${1800 + draw.integer(100)}-${1900 + draw.integer(100)}`, wordings: any },
  {
    name: 'chapter and verse',
    make: draw => `${draw.pick(['John', 'Psalm', 'Genesis', 'Luke'])} ${1 + draw.integer(50)}:${1 + draw.integer(30)}`,
    wordings: { en: anyEnglish },
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
  { name: 'barcode', make: isbn13, wordings: any },
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
  { name: 'preprint', make: patterns('arXiv:2###.#####', 'arXiv:17##.0####v2'), wordings: any },
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
  { name: 'section', make: patterns('§ 552.1##', 'section &.&.&.&', '&.&.&'), wordings: any },
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
    wordings: any,
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
  { name: 'UUID', make: patterns('********-****-4***-a***-************'), wordings: any },
  {
    name: 'decimal',
    make: draw =>
      draw.pick([
        () => `3.14159${fill(draw, '########')}`,
        () => `0.${fill(draw, '##########')}`,
        () => fill(draw, '&.####e-0&'),
        () => fill(draw, '-##.######'),
      ])(),
    wordings: any,
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
    wordings: any,
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
    wordings: any,
  },
  { name: 'page range', make: patterns('1##-1##', 'pp. 2##-2##', '###(#):3##-3##'), wordings: any },
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
  {
    name: 'example e-mail',
    make: patterns('user@example.com', 'name@example.org', 'you@domain.invalid', 'test@localhost', 'jane@example.net'),
    wordings: {
      en: ['such as {}', 'Enter your e-mail, for example {}.', 'Email: {}'],
      zh: ['例如{}。', '格式为{}。', '邮箱：{}'],
    },
  },
  {
    name: 'at sign',
    make: patterns(
      'icon@2x.png',
      'react@18.2.0',
      '@types/node',
      'git@github.com:acme/tool.git',
      '@Override',
      '@media (max-width: 600px)',
      'lodash@^4.17.21',
      '5 kg @ $3 each',
      '@param name',
      'root@server:~#',
    ),
    wordings: {
      en: ['use {} here', 'The file has {} in it.', 'npm install {}', 'add {} above the method'],
      zh: ['使用 {} 即可。', '加上 {} 这一行。', '安装 {} 。'],
    },
  },
  {
    name: 'spoken at',
    make: draw =>
      draw.pick([
        'Meet me at the dot on the map',
        'look at the dot com boom',
        'at Amazon.com and elsewhere',
        'arrived at 5 dot and left',
        'sold at bestbuy.com for less',
        'at the dot of noon',
      ]),
    wordings: { en: ['{}.', 'They said: {}.', '{}, as agreed.'] },
  },
  {
    name: 'web page',
    make: patterns(
      'https://www.example.com/a/1234567890',
      'http://localhost:8080/index.html',
      'https://news.site.org/2023/05/12/story-1234567.html',
      'https://shop.org/p?id=9876543210&ref=12',
      'https://en.wikipedia.org/wiki/Paris',
      'https://github.com/',
      'https://host.org:8443/path@v2',
    ),
    wordings: any,
  },
  { name: 'colour', make: patterns('#******', '0x****', 'rgb(&#, &#, &##)'), wordings: any },
  {
    name: 'base64',
    make: draw => `${characters(draw, lettersAndDigits, 60)}==`,
    wordings: {
      en: ['data:image/png;base64,{}', 'sha512-{}', 'The blob {} follows.'],
      zh: ['数据为 {} 。', 'base64：{}'],
    },
  },
  {
    name: 'wrong wallet',
    make: draw => `1${characters(draw, 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789', 33)}`,
    wordings: { en: ['nonce {}', 'id {}', 'cursor={}'], zh: ['编号 {}', '游标{}'] },
  },
  {
    name: 'transaction',
    make: patterns('0x****************************************************************'),
    wordings: any,
  },
  {
    name: 'flight or train',
    make: patterns('CA1###', 'MU5###', 'G1###', 'D3##', 'BA 2##', 'Boeing 737-800', 'A380'),
    wordings: {
      en: ['Flight {} was late.', 'We took {}.', 'the {} to Rome'],
      zh: ['乘坐{}前往。', '航班{}延误。', '{}次列车', '换乘{}。'],
    },
  },
  {
    name: 'road',
    make: patterns('G&0&', 'A&&', 'M2#', 'Route 66', 'Interstate 95', 'Highway 1'),
    wordings: { en: ['Take {} to the coast.', 'the {} was closed'], zh: ['沿{}国道行驶。', '{}高速封闭。'] },
  },
  {
    name: 'street in a story',
    make: draw =>
      draw.pick([
        '12 good roads',
        '3 Street Fighters',
        '221 people on Oxford Street',
        'in 1984 Park workers',
        '7 Days Road Trip',
        '40 acres of lane',
        '10 Commandments',
        '100 Years War',
        '5 Star Court rooms',
      ]),
    wordings: { en: ['There were {} to see.', 'They spoke of {} for long.', '{}, and more.'] },
  },
  {
    name: 'number with 号',
    make: draw =>
      draw.pick([
        () => fill(draw, '地铁&号线'),
        () => fill(draw, '&月&#号'),
        () => fill(draw, '第&#号令'),
        () => fill(draw, '嫦娥&号'),
        () => fill(draw, '国发〔20&#〕&#号'),
        () => fill(draw, '&号选手'),
        () => fill(draw, '神舟十&号'),
        () => fill(draw, '&号楼'),
      ])(),
    wordings: { zh: ['{}开通了。', '大家都在谈论{}。', '关于{}的通知', '他提到了{}。'] },
  },
  {
    name: 'road without a number',
    make: draw =>
      draw.pick([
        '中山路',
        '人民南路一带',
        '102路公交',
        '长安街沿线',
        '3路车',
        '道路10公里',
        '街道8个',
        '走了5里路',
        '农村公路2000公里',
      ]),
    wordings: { zh: ['{}很堵。', '昨天看到{}。', '全市有{}。', '我每天坐{}。'] },
  },
  {
    name: 'stock',
    make: patterns('600###', '000###.SZ', '00####', 'SH60####'),
    wordings: { zh: ['股票代码：{}', '证券代码{}', '{}今日涨停。'], en: ['ticker {}', 'code {}'] },
  },
  {
    name: 'postcode',
    make: patterns('10008&', '31000&', '20####'),
    wordings: { zh: ['邮编：{}', '邮政编码{}'], en: ['zip {}', 'postcode {}'] },
  },
  {
    name: 'standard',
    make: patterns('GB 11643-1999', 'ISO 9001:2015', 'GB/T 2260-2007', 'RFC 5322', 'IEEE 802.3', 'ISO/IEC 7812-1:2017'),
    wordings: any,
  },
  {
    name: 'organisation',
    make: patterns('91110108551385082Q', '91330100799655058B'),
    wordings: { zh: ['公司的统一社会信用代码：{}', '统一社会信用代码 {} （有限公司）'] },
  },
  {
    name: 'cue without a value',
    make: draw =>
      draw.pick([
        'Your password must have 8 characters',
        'the passport office opened in 1998',
        'His passport expires on 2027-05-01',
        'QQ has 800000000 users',
        'WeChat was launched in 2011',
        'IMEI numbers have 15 digits',
        'the password was changed yesterday',
        'forgot password',
        "a driver's license costs 45 dollars",
        'reset the password at once',
        'an account for 2 people',
        'the phone number has 11 digits',
        'a VIN has 17 characters',
        'bank account with 20000 dollars',
        'the Instagram app',
        'password reset link',
        'SSN has 9 digits',
        'date of birth is required',
        'API key rotation',
        'token limit of 4096',
        'IBAN of up to 34 characters',
        'the card number has 16 digits',
        'passport control',
        'the patient was 45 years old',
        'tax year 2023',
        'the account number field',
        'a licence from 1998',
      ]),
    wordings: { en: ['{}.', 'As you know, {}.', '{}, they wrote.', 'Note: {}.'] },
  },
  {
    name: 'cue without a value, in Chinese',
    make: draw =>
      draw.pick([
        '身份证复印件2份',
        '驾驶证C1',
        '车牌尾号5限行',
        '银行卡6张',
        '护照有效期10年',
        '微信支付2023年数据',
        '微信8.0.32版本',
        'QQ音乐12.5',
        'QQ2013正式版',
        '密码错误3次',
        '密码长度为8到16位',
        '手机号码为11位',
        '账号已注销',
        '微信公众号',
        '微信群里有500人',
        '密码学',
        '生日快乐',
        '出生率为8.52‰',
        '车牌摇号',
        '护照办理',
        '身份证号码共18位',
        '邮箱容量50G',
        '病历本一册',
        '医保报销70%',
        '税号的前两位',
        '坐标系',
        '电话会议',
        '口令红包',
        '账号密码登录',
        '他出生于农村',
        '驾驶证扣12分',
        '工号1024',
        '学号20230115',
      ]),
    wordings: { zh: ['{}。', '大家知道，{}。', '据说{}，不必担心。', '注意：{}。'] },
  },
]
